import { ServiceError } from '@paraph/contracts';
import { suspended } from './container-events.js';
import type { ContainerModule } from './container-module.js';
import type { ContainerStore } from './container-store.js';
import type { Container, ContainerState, ContainerStop } from './container.js';

/** Stops a container: in the SAM first, where it counts. */
export class SuspendContainer {
  constructor(
    private readonly store: ContainerStore,
    private readonly sam: ContainerModule,
  ) {}

  /** Repeating it changes nothing. @throws ServiceError `container.unknown`, `container.state`, `hsm.unavailable`, `record.tampered` */
  async run(containerId: string, stop: ContainerStop): Promise<ContainerState> {
    const container = await this.store.find(containerId);
    // Another customer's container is as unknown as one that does not exist; the SAM holds it against its own record once more.
    if (!container || !isTheirs(container, stop)) throw new ServiceError('container.unknown', 'no such container');
    await this.sam.suspend(containerId, stop);
    // Of which version the SAM's record is now, the next look there says.
    const recorded = { ...container, state: 'suspended' } as const;
    if (container.state !== 'suspended') await this.store.follow(container, recorded, [suspended(container, stop)]);
    return 'suspended';
  }
}

function isTheirs({ clientId }: Container, { by }: ContainerStop): boolean {
  return by.kind === 'operator' || by.clientId === clientId;
}
