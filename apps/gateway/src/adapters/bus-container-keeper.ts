import { suspendContainer } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { ContainerKeeper } from '../domain/container-keeper.js';

/** Suspension by key-lifecycle, which has the SAM do it. */
export class BusContainerKeeper extends ContainerKeeper {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async suspend(containerId: string, clientId: string, reason: string): Promise<void> {
    await this.bus.call(suspendContainer, { containerId, by: { kind: 'customer', clientId }, reason });
  }
}
