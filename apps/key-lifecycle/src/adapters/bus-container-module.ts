import { describeContainer, ServiceError, suspendContainerRecord } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { ContainerModule } from '../domain/containers/container-module.js';
import type { ContainerStop, RecordedContainer } from '../domain/containers/container.js';

/** The SAM's containers over the bus. */
export class BusContainerModule extends ContainerModule {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async recorded(containerId: string): Promise<RecordedContainer | undefined> {
    try {
      const { subscriberId, clientId, name, limits, delegation, state } = await this.bus.call(describeContainer, { containerId });
      return { subscriberId, clientId, name, limits, delegation, state };
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'container.unknown') return undefined;
      throw error;
    }
  }

  override async suspend(containerId: string, { by, reason }: ContainerStop): Promise<void> {
    await this.bus.call(suspendContainerRecord, { containerId, by, reason });
  }
}
