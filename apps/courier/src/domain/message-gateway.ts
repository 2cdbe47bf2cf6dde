import type { MessageChannel } from '@paraph/contracts';
import type { Message } from './message.js';

/** Why a gateway has not taken a message. */
export type NotTakenReason = 'refused' | 'busy' | 'late' | 'unreachable' | 'interrupted' | 'not-configured';

/** A gateway did not say that it took a message. Holds a word and a number, nothing of the message and nothing the gateway wrote. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';

  constructor(
    readonly reason: NotTakenReason,
    readonly details: {
      /** Whether it may have gone all the same: the connection or the time ended after it was handed over. */
      readonly maybeGone?: boolean;
      /** The gateway's own number for what happened, such as an HTTP status. */
      readonly status?: number;
    } = {},
  ) {
    super(details.status === undefined ? reason : `${reason} (${details.status})`);
  }
}

/** A way out for messages of one channel. Whatever stands behind it, the suite of this port holds. */
export abstract class MessageGateway {
  /** Which adapter this is, for figures and health. */
  abstract readonly kind: string;

  /**
   * Hands a message over and returns when the gateway has taken it, within eight seconds. Keeps nothing of it.
   *
   * @throws NotTaken and nothing else
   */
  abstract deliver(message: Message): Promise<void>;

  /** Whether a message could be handed over at this moment, as far as one can know without sending one. */
  abstract isReachable(): Promise<boolean>;

  /** Begins to hold a connection, for a gateway that needs one. */
  start(): void {}

  /** Closes what `start` opened. */
  async stop(): Promise<void> {}
}

/** The gateway of each channel. */
export class Gateways {
  constructor(private readonly byChannel: Readonly<Record<MessageChannel, MessageGateway>>) {}

  of(channel: MessageChannel): MessageGateway {
    return this.byChannel[channel];
  }
}
