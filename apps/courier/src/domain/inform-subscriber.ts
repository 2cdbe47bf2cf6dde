import type { inform, RequestOf } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { whatIsSaid, type Delivery } from './deliver-message.js';
import { Message } from './message.js';
import type { Gateways } from './message-gateway.js';
import type { RecentMessages } from './recent-messages.js';
import { wordsFor } from './subscriber-words.js';

/** Tells a subscriber's contact by e-mail. The words are made here: whoever asks says only what they are about. */
export class InformSubscriber {
  constructor(
    private readonly gateways: Gateways,
    private readonly recent: RecentMessages,
    private readonly clock: Clock,
  ) {}

  /** @throws `message.undeliverable` */
  async run(request: RequestOf<typeof inform>): Promise<Delivery> {
    const { outcome, repeated } = this.recent.once(request.messageId, () => this.send(request));
    return { acceptedAt: await outcome, repeated };
  }

  private async send({ messageId, address, subscriberName, about }: RequestOf<typeof inform>): Promise<Date> {
    const content = { address, ...wordsFor(subscriberName, about) };
    const message = Message.read({ messageId, channel: 'email' }, new TextEncoder().encode(JSON.stringify(content)));
    try {
      await this.gateways.of('email').deliver(message);
    } catch (error) {
      throw whatIsSaid(error, 'email');
    }
    return this.clock.now();
  }
}
