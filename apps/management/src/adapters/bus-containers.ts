import { createContainer, listContainers, refreshContainer, suspendContainer, type ContainerDescription, type RequestOf } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { Containers, type ContainerRequest, type ContainerState } from '../domain/containers.js';

/** Containers kept by key-lifecycle. */
export class BusContainers extends Containers {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override create(request: ContainerRequest): Promise<ContainerDescription> {
    return this.bus.call(createContainer, request);
  }

  override async list(page: RequestOf<typeof listContainers>): Promise<readonly ContainerDescription[]> {
    return (await this.bus.call(listContainers, page)).containers;
  }

  override suspend(containerId: string, reason: string): Promise<ContainerState> {
    return this.bus.call(suspendContainer, { containerId, by: { kind: 'operator' }, reason });
  }

  override refresh(containerId: string): Promise<ContainerState> {
    return this.bus.call(refreshContainer, { containerId });
  }
}
