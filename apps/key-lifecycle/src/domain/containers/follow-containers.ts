import { FOLLOWED_CONTAINERS } from '@paraph/contracts';
import { followed } from './container-events.js';
import type { ContainerModule } from './container-module.js';
import type { ContainerStore } from './container-store.js';
import type { Container, ContainerState } from './container.js';

/** A container that is otherwise than it was. */
export interface ChangedContainer {
  readonly containerId: string;
  readonly state: ContainerState;
}

/** Follows the SAM's records of all containers, so that what is told of a credential is true although nobody asked for a look. */
export class FollowContainers {
  constructor(
    private readonly store: ContainerStore,
    private readonly sam: ContainerModule,
  ) {}

  /** One round. Answers those whose state changed. @throws ServiceError `hsm.unavailable`, and what every call may answer */
  async run(signal: AbortSignal): Promise<readonly ChangedContainer[]> {
    const changed: ChangedContainer[] = [];
    for (let after: string | undefined = ''; after !== undefined && !signal.aborted;) {
      const page: readonly Container[] = await this.store.notClosed(after, FOLLOWED_CONTAINERS);
      if (page.length > 0) changed.push(...(await this.follow(page)));
      after = page.at(-1)?.containerId;
    }
    return changed;
  }

  private async follow(page: readonly Container[]): Promise<readonly ChangedContainer[]> {
    const changed: ChangedContainer[] = [];
    const newer = await this.sam.changed(page);
    for (const container of page) {
      const recorded = newer.get(container.containerId);
      if (!recorded || !(await this.store.follow(container, recorded, followed(container, recorded)))) continue;
      if (recorded.state !== container.state) changed.push({ containerId: container.containerId, state: recorded.state });
    }
    return changed;
  }
}
