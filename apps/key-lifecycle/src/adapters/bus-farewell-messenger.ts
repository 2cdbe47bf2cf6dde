import { describeSubscriber, inform } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { FarewellMessenger, type Farewell } from '../domain/endings/tell-service-end.js';

/** Identity knows the address, courier writes to it. */
export class BusFarewellMessenger extends FarewellMessenger {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async tell({ messageId, subscriberId }: Farewell, endedAt: Date): Promise<boolean> {
    const { name, contactEmail } = await this.bus.call(describeSubscriber, { subscriberId });
    if (contactEmail === undefined) return false;
    const about = { kind: 'service-ended', endedAt: endedAt.toISOString() } as const;
    await this.bus.call(inform, { messageId, address: contactEmail, subscriberName: name, about });
    return true;
  }
}
