import { ServiceError, type MessageChannel } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { Message, type MessageOrder } from './message.js';
import { NotTaken, type Gateways } from './message-gateway.js';
import type { RecentMessages } from './recent-messages.js';
import type { SealedMessages } from './sealed-messages.js';

/** A message that a gateway has taken. */
export interface Delivery {
  readonly acceptedAt: Date;
  /** Whether it had gone before, and was not sent again. */
  readonly repeated: boolean;
}

/** Opens a message, hands it to its channel's gateway and forgets it. */
export class DeliverMessage {
  constructor(
    private readonly sealedMessages: SealedMessages,
    private readonly gateways: Gateways,
    private readonly recent: RecentMessages,
    private readonly clock: Clock,
  ) {}

  /** @throws `message.unreadable`, `message.undeliverable` */
  async run(order: MessageOrder & { readonly sealed: string }): Promise<Delivery> {
    const { outcome, repeated } = this.recent.once(order.messageId, () => this.send(order));
    return { acceptedAt: await outcome, repeated };
  }

  private async send({ messageId, channel, sealed }: MessageOrder & { readonly sealed: string }): Promise<Date> {
    // 1. Anybody can seal for a public key; that it was the SAM, the broker and the contract's callers see to.
    const plain = await this.sealedMessages.open(sealed);
    if (!plain) throw new ServiceError('message.unreadable', 'the message does not open');

    // 2. Only what is in order goes on.
    const message = Message.read({ messageId, channel }, plain);

    // 3. The gateway takes it or does not; nothing of what it said about it goes further.
    try {
      await this.gateways.of(channel).deliver(message);
    } catch (error) {
      throw whatIsSaid(error, channel);
    }
    return this.clock.now();
  }
}

/** What is said of a gateway that failed: of anything but its own word neither text nor stack, since they may quote the message. */
export function whatIsSaid(error: unknown, channel: MessageChannel): Error {
  if (error instanceof NotTaken) return new ServiceError('message.undeliverable', 'the gateway did not take the message', { cause: error });
  return new Error(`the ${channel} gateway failed with ${error instanceof Error ? error.name : typeof error}`);
}
