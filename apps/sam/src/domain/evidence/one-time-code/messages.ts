import { ServiceError, type MessageChannel } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { Courier } from '../../ports/courier.js';
import type { MessageSealer } from '../../ports/message-sealer.js';

/** A message before it is sealed. */
export interface Message {
  readonly channel: MessageChannel;
  readonly address: string;
  /** First line of an e-mail. */
  readonly subject: string;
  readonly text: string;
  /** Courier sends one of an id once; another each time where it is left out. */
  readonly messageId?: string | undefined;
}

/** The SAM's way to people: sealed for courier, handed over on the bus. Never to be used inside a transaction. */
export class Messages {
  constructor(
    private readonly sealer: MessageSealer,
    private readonly courier: Courier,
  ) {}

  /** @throws `evidence.missing` where no message can be sent at all */
  requireWay(): void {
    if (!this.sealer.isReady) throw new ServiceError('evidence.missing', 'no messages are sent here');
  }

  /** Answers the message's id. @throws `evidence.missing`, `message.undeliverable`, and what every call may answer */
  async send({ channel, address, subject, text, messageId = newId('msg') }: Message): Promise<string> {
    this.requireWay();
    const sealed = await this.sealer.seal({ address, text, ...(channel === 'email' ? { subject } : {}) });
    await this.courier.deliver({ messageId, channel, sealed });
    return messageId;
  }
}
