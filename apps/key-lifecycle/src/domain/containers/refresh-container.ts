import { ServiceError } from '@paraph/contracts';
import { followed } from './container-events.js';
import type { ContainerModule } from './container-module.js';
import type { ContainerStore } from './container-store.js';
import type { ContainerState } from './container.js';

/** Follows the SAM's record of a container: after a quorum opened, resumed or closed it, or somebody stopped it there. */
export class RefreshContainer {
  constructor(
    private readonly store: ContainerStore,
    private readonly sam: ContainerModule,
  ) {}

  /** Answers the state it has now. @throws ServiceError `container.unknown`, `hsm.unavailable`, `clock.unreliable`, `record.tampered` */
  async run(containerId: string): Promise<ContainerState> {
    const container = await this.store.find(containerId);
    if (!container) throw new ServiceError('container.unknown', 'no container has this identifier');
    const recorded = await this.sam.recorded(containerId);
    if (!recorded) return container.state;
    if (await this.store.follow(container, recorded, followed(container, recorded))) return recorded.state;
    // Whoever was first has asked the SAM as well.
    return (await this.store.find(containerId))?.state ?? container.state;
  }
}
