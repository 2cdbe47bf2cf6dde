import type { createSubscriber, RequestOf } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { type SubscriberStore } from '../ports/subscriber-store.js';

/** Records a legal entity under contract. */
export class CreateSubscriber {
  constructor(private readonly subscribers: SubscriberStore) {}

  async run({ name, contactEmail }: RequestOf<typeof createSubscriber>, requester: string): Promise<{ subscriberId: string }> {
    const subscriberId = newId('sub');
    await this.subscribers.add(
      { id: subscriberId, name, contactEmail },
      { type: 'subscriber-created', actor: { kind: 'system', id: requester }, outcome: 'success', recipient: subscriberId, particulars: { name } },
    );
    return { subscriberId };
  }
}
