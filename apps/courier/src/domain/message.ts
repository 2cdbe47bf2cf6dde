import { messageContent, ServiceError, type MessageChannel } from '@paraph/contracts';
import { isAddressFor } from './address.js';

/** What the caller says of a message in clear. */
export interface MessageOrder {
  readonly messageId: string;
  readonly channel: MessageChannel;
}

/** Control characters; of them a line feed alone is text. */
const CONTROL = /(?!\n)\p{Cc}/u;
/** What some program or other takes for the end of a line. */
const LINE_END = /[\n\u2028\u2029]/;

/**
 * One message that was opened and found in order: there is no other way to make one. However it is turned into text, address,
 * subject and text do not show.
 */
export class Message {
  readonly #address: string;
  readonly #subject: string | undefined;
  readonly #text: string;

  private constructor(
    readonly messageId: string,
    readonly channel: MessageChannel,
    content: { readonly address: string; readonly subject?: string | undefined; readonly text: string },
  ) {
    this.#address = content.address;
    this.#subject = content.subject;
    this.#text = content.text;
  }

  /**
   * Reads what was sealed. The refusals name no part of it.
   *
   * @throws `message.unreadable`, and `message.undeliverable` for an address that no gateway of this channel could serve
   */
  static read({ messageId, channel }: MessageOrder, plain: Uint8Array): Message {
    const parsed = messageContent.safeParse(parseJson(plain));
    if (!parsed.success) throw new ServiceError('message.unreadable', 'what was sealed is no message');
    const { address, subject } = parsed.data;
    const text = parsed.data.text.replaceAll('\r\n', '\n');
    if (!isPlain(text)) throw new ServiceError('message.unreadable', 'the text holds more than text');
    if (channel === 'sms' && subject !== undefined) throw new ServiceError('message.unreadable', 'an SMS has no subject');
    // A line's end in a header would begin the next one (RFC 5322 section 2.2).
    if (subject !== undefined && (LINE_END.test(subject) || !isPlain(subject))) throw new ServiceError('message.unreadable', 'the subject is not one line');
    if (!isAddressFor[channel](address)) throw new ServiceError('message.undeliverable', 'the address is none of this channel');
    return new Message(messageId, channel, { address, subject, text });
  }

  /** A telephone number in E.164 form, or an e-mail address. */
  get address(): string {
    return this.#address;
  }

  /** First line of an e-mail, where it has one. */
  get subject(): string | undefined {
    return this.#subject;
  }

  /** Its lines end with a line feed. */
  get text(): string {
    return this.#text;
  }

  toJSON(): string {
    return `[message ${this.messageId}]`;
  }

  toString(): string {
    return this.toJSON();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toJSON();
  }
}

function isPlain(text: string): boolean {
  return text.isWellFormed() && !CONTROL.test(text);
}

/** The parser's own error quotes what it read, so it goes no further. */
function parseJson(plain: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain));
  } catch {
    return undefined;
  }
}
