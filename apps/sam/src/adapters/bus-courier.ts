import { deliver, ServiceError } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { Courier, type SealedMessage } from '../domain/ports/courier.js';

/** Courier, over the bus. */
export class BusCourier extends Courier {
  constructor(private readonly bus: Bus) {
    super();
  }

  override async deliver({ messageId, channel, sealed }: SealedMessage): Promise<void> {
    try {
      await this.bus.call(deliver, { messageId, channel, sealed });
    } catch (error) {
      // To whoever asked for the message it is one thing: it did not go. The log of this process knows which key does not fit.
      if (!(error instanceof ServiceError) || error.code !== 'message.unreadable') throw error;
      throw new ServiceError('message.undeliverable', 'the message could not be handed over', { cause: error });
    }
  }
}
