import { ServiceError, type ContainerDescription } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { Containers, type ContainerRequest, type ContainerState } from '../src/domain/containers.js';

/** Keeps containers in memory; the quorum is elsewhere. */
export class FakeContainers extends Containers {
  readonly kept: ContainerDescription[] = [];
  readonly stopped: { readonly containerId: string; readonly reason: string }[] = [];

  override async create(request: ContainerRequest): Promise<ContainerDescription> {
    const container = { ...request, containerId: newId('ctr'), state: 'proposed' as const, credentialIds: [], createdAt: '2027-03-01T09:00:00.000Z' };
    this.kept.push(container);
    return container;
  }

  override async list({ containerId }: { readonly containerId?: string | undefined }): Promise<readonly ContainerDescription[]> {
    return this.kept.filter((one) => containerId === undefined || one.containerId === containerId);
  }

  override async suspend(containerId: string, reason: string): Promise<ContainerState> {
    if (!this.kept.some((one) => one.containerId === containerId)) throw new ServiceError('container.unknown', 'none');
    this.stopped.push({ containerId, reason });
    return { containerId, state: 'suspended' };
  }

  override async refresh(containerId: string): Promise<ContainerState> {
    return { containerId, state: 'open' };
  }
}
