import { ServiceError, type changeContact, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { type SubscriberStore } from '../ports/subscriber-store.js';

/** Changes where a subscriber is told what becomes of its credentials. Messages that are under way go where it was told when they were made. */
export class ChangeContact {
  constructor(private readonly subscribers: SubscriberStore) {}

  /** @throws ServiceError subscriber.unknown */
  async run({ subscriberId, contactEmail }: RequestOf<typeof changeContact>, requester: string): Promise<ReplyOf<typeof changeContact>> {
    const isChanged = await this.subscribers.changeContact(subscriberId, contactEmail, {
      type: 'subscriber-changed',
      actor: { kind: 'system', id: requester },
      outcome: 'success',
      recipient: subscriberId,
      // The address is a person's: the log says that it changed, and who did it.
      particulars: { changed: 'contactEmail', contact: contactEmail === undefined ? 'none' : 'another' },
    });
    const found = isChanged ? await this.subscribers.find(subscriberId) : undefined;
    if (found === undefined) throw new ServiceError('subscriber.unknown', 'no subscriber has this identifier');
    return { subscriberId, name: found.name, contactEmail: found.contactEmail };
  }
}
