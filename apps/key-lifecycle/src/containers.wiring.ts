import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, Outbox } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { BusContainerModule } from './adapters/bus-container-module.js';
import { PostgresContainerStore } from './adapters/postgres-container-store.js';
import { ContainerModule } from './domain/containers/container-module.js';
import { ContainerStore } from './domain/containers/container-store.js';
import { CreateContainer } from './domain/containers/create-container.js';
import { EndContained } from './domain/containers/end-contained.js';
import { FollowContainers } from './domain/containers/follow-containers.js';
import { RefreshContainer } from './domain/containers/refresh-container.js';
import { SuspendContainer } from './domain/containers/suspend-container.js';
import { CredentialStore } from './domain/credential-store.js';
import { EndCredential } from './domain/end-credential.js';
import { RefreshCredential } from './domain/refresh-credential.js';
import { ContainerController } from './transport/container.controller.js';
import { ContainersRounds } from './transport/containers.rounds.js';

/** Controllers of containers. */
export const containersControllers: readonly Type[] = [ContainerController];

/** Customers' containers. `key-lifecycle.module.ts` adds them to its own. */
export const containersProviders: readonly Provider[] = [
  adapt(ContainerStore, PostgresContainerStore, DataSource, Outbox),
  adapt(ContainerModule, BusContainerModule, Bus),
  build(CreateContainer, ContainerStore, Clock),
  build(RefreshContainer, ContainerStore, ContainerModule),
  build(SuspendContainer, ContainerStore, ContainerModule),
  build(FollowContainers, ContainerStore, ContainerModule),
  build(EndContained, CredentialStore, RefreshCredential, EndCredential, Clock),
  ContainersRounds,
];
