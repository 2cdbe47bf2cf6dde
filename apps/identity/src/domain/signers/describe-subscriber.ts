import { ServiceError, type describeSubscriber, type ReplyOf } from '@paraph/contracts';
import { type SubscriberStore } from '../ports/subscriber-store.js';

/** A subscriber's name, and where it is told what becomes of its credentials. */
export class DescribeSubscriber {
  constructor(private readonly subscribers: SubscriberStore) {}

  /** @throws ServiceError subscriber.unknown */
  async run({ subscriberId }: { readonly subscriberId: string }): Promise<ReplyOf<typeof describeSubscriber>> {
    const found = await this.subscribers.find(subscriberId);
    if (found === undefined) throw new ServiceError('subscriber.unknown', 'no subscriber has this identifier');
    return { subscriberId, name: found.name, contactEmail: found.contactEmail };
  }
}
