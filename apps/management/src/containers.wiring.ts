import type { Provider, Type } from '@nestjs/common';
import { adapt, build, Bus } from '@paraph/platform';
import { BusContainers } from './adapters/bus-containers.js';
import { Containers } from './domain/containers.js';
import { ProposeAct } from './domain/operators/propose-act.js';
import { ProposeContainer } from './domain/propose-container.js';
import { Register } from './domain/register.js';
import { ContainerController } from './transport/container.controller.js';

/** The keeper of containers, behind its port. */
export const containerNeighbours: readonly Provider[] = [adapt(Containers, BusContainers, Bus)];

/** Controllers of containers. */
export const containerControllers: readonly Type[] = [ContainerController];

/** Containers. `management.module.ts` adds them to its own. */
export const containerProviders: readonly Provider[] = [build(ProposeContainer, Containers, Register, ProposeAct)];
