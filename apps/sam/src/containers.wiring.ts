import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresContainedKeys } from './adapters/postgres/postgres-contained-keys.js';
import { AuthorityStates } from './domain/authority-state/authority-states.js';
import { CredentialEnds } from './domain/changes/destroy-credential.js';
import { TrustedClock } from './domain/clock/trusted-clock.js';
import { ContainedKeys } from './domain/containers/contained-keys.js';
import { ContainerDays } from './domain/containers/container-days.js';
import { DescribeContainer } from './domain/containers/describe-container.js';
import { EndClosedContainers } from './domain/containers/end-closed-containers.js';
import { FollowContainers } from './domain/containers/follow-containers.js';
import { SuspendContainer } from './domain/containers/suspend-container.js';
import { UsableContainers } from './domain/containers/usable-containers.js';
import { LookThroughKeys } from './domain/destruction/look-through-keys.js';
import { DestroyKey } from './domain/enrolment/destroy-key.js';
import { Enrolments } from './domain/enrolment/enrolments.js';
import { Transactions } from './domain/ports/transactions.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { Refusals } from './domain/refusals.js';
import { ClosedContainersTimer } from './transport/closed-containers.timer.js';
import { ContainerController } from './transport/container.controller.js';

type EndParts = [ContainedKeys, Enrolments, DestroyKey, LookThroughKeys, TrustRecords, CredentialEnds, Transactions, Clock];

/** Controllers of containers. */
export const containersControllers: readonly Type[] = [ContainerController];

/** Customers' containers: who may use them, how much, their stop and their end. `sam.module.ts` adds them to its own. */
export const containersProviders: readonly Provider[] = [
  build(UsableContainers, TrustRecords, TrustedClock),
  build(ContainerDays, AuthorityStates),
  build(DescribeContainer, TrustRecords, ContainerDays, TrustedClock),
  build(SuspendContainer, TrustRecords, Transactions, Refusals),
  build(FollowContainers, TrustRecords, Transactions, Clock),
  adapt(ContainedKeys, PostgresContainedKeys, DataSource),
  {
    provide: EndClosedContainers,
    useFactory: (...[contained, enrolments, unused, orphans, records, ends, transactions, clock]: EndParts) =>
      new EndClosedContainers({ contained, enrolments, unused, orphans }, records, ends, transactions, clock),
    inject: [ContainedKeys, Enrolments, DestroyKey, LookThroughKeys, TrustRecords, CredentialEnds, Transactions, Clock],
  },
  ClosedContainersTimer,
];
