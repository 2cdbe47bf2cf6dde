import type { Provider, Type } from '@nestjs/common';
import { build } from '@paraph/platform';
import { AuthorityStates } from './domain/authority-state/authority-states.js';
import { TrustedClock } from './domain/clock/trusted-clock.js';
import { ContainerDays } from './domain/containers/container-days.js';
import { DescribeContainer } from './domain/containers/describe-container.js';
import { SuspendContainer } from './domain/containers/suspend-container.js';
import { UsableContainers } from './domain/containers/usable-containers.js';
import { Transactions } from './domain/ports/transactions.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { Refusals } from './domain/refusals.js';
import { ContainerController } from './transport/container.controller.js';

/** Controllers of containers. */
export const containersControllers: readonly Type[] = [ContainerController];

/** Customers' containers: who may use them, how much, and their stop. `sam.module.ts` adds them to its own. */
export const containersProviders: readonly Provider[] = [
  build(UsableContainers, TrustRecords, TrustedClock),
  build(ContainerDays, AuthorityStates),
  build(DescribeContainer, TrustRecords, ContainerDays, TrustedClock),
  build(SuspendContainer, TrustRecords, Transactions, Refusals),
];
