import type { createContainer, RequestOf } from '@paraph/contracts';
import { newId, type Clock } from '@paraph/kernel';
import { created } from './container-events.js';
import type { ContainerStore } from './container-store.js';
import type { Container } from './container.js';

/** Writes down a container that a customer is to have: a name for what is put before the quorum, and nothing that anybody decides by. */
export class CreateContainer {
  constructor(
    private readonly store: ContainerStore,
    private readonly clock: Clock,
  ) {}

  async run(request: RequestOf<typeof createContainer>): Promise<Container> {
    const container: Container = { ...request, containerId: newId('ctr'), state: 'proposed', recordVersion: 0, createdAt: this.clock.now() };
    await this.store.add(container, created(container));
    return container;
  }
}
