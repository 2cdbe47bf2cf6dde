import { describeServiceEnd } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { ServiceWatch, type ServiceState } from '../domain/endings/follow-service-end.js';

/** The SAM over the bus. */
export class BusServiceWatch extends ServiceWatch {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async look(): Promise<ServiceState> {
    const { state, decidedAt } = await this.bus.call(describeServiceEnd, { counted: false });
    return { state, ...(decidedAt !== undefined && { decidedAt: new Date(decidedAt) }) };
  }
}
