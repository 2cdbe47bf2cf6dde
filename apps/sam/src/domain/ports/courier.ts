import type { MessageChannel } from '@paraph/contracts';

/** A message on its way: what it says, only courier can read. */
export interface SealedMessage {
  readonly messageId: string;
  readonly channel: MessageChannel;
  /** Compact JWE of the message's content. */
  readonly sealed: string;
}

/** The neighbour that hands messages to the SMS or e-mail gateway. */
export abstract class Courier {
  /** @throws `message.undeliverable`, and what every call may answer */
  abstract deliver(message: SealedMessage): Promise<void>;
}
