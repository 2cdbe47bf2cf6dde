import { describeContainer, followContainers, ServiceError, suspendContainerRecord, type ReplyOf } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { ContainerModule } from '../domain/containers/container-module.js';
import type { Container, ContainerStop, RecordedContainer } from '../domain/containers/container.js';

type Told = Omit<ReplyOf<typeof followContainers>['changed'][number], 'version'> & { readonly version?: number | undefined };

/** The SAM's containers over the bus. */
export class BusContainerModule extends ContainerModule {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async recorded(containerId: string): Promise<RecordedContainer | undefined> {
    try {
      return recordedOf(await this.bus.call(describeContainer, { containerId }));
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'container.unknown') return undefined;
      throw error;
    }
  }

  override async changed(known: readonly Pick<Container, 'containerId' | 'recordVersion'>[]): Promise<ReadonlyMap<string, RecordedContainer>> {
    const asked = known.map(({ containerId, recordVersion }) => ({ containerId, version: recordVersion }));
    const { changed } = await this.bus.call(followContainers, { known: asked });
    return new Map(changed.map((one) => [one.containerId, recordedOf(one)]));
  }

  override async suspend(containerId: string, { by, reason }: ContainerStop): Promise<void> {
    await this.bus.call(suspendContainerRecord, { containerId, by, reason });
  }
}

/** A SAM of the release before does not say which version it is: what it says is followed once it does. */
function recordedOf({ subscriberId, clientId, name, limits, delegation, closure, state, version = 0 }: Told): RecordedContainer {
  const ended = closure && { reason: closure.reason, closedAt: new Date(closure.closedAt) };
  return { subscriberId, clientId, name, limits, delegation, closure: ended, state, recordVersion: version };
}
