import { randomInt } from 'node:crypto';
import { MessageGateway, NotTaken } from '../../domain/message-gateway.js';
import type { Message } from '../../domain/message.js';
import { shortMessageParts, type SmsAlphabet } from './short-message-parts.js';
import { SmppLink, type SmppLinkSettings } from './smpp-link.js';

export interface SmppSettings extends SmppLinkSettings {
  /** Who the message comes from: a number in E.164 form, a short code, or up to eleven letters and digits. */
  readonly sender: string;
  readonly alphabet: SmsAlphabet;
  /** For one message, all its parts. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 8_000;

/** Type of number and numbering plan (SMPP 3.4 sections 5.2.5 and 5.2.6). */
const INTERNATIONAL = { ton: 1, npi: 1 } as const;
const SHORT_CODE = { ton: 3, npi: 0 } as const;
const LETTERS = { ton: 5, npi: 0 } as const;

/** command_status (section 5.1.3): the queue is full, or too much was sent in a while. */
const BUSY: readonly number[] = [0x14, 0x58];

/** An SMS centre spoken to with SMPP 3.4. */
export class SmppGateway extends MessageGateway {
  override readonly kind = 'smpp';
  private readonly link: SmppLink;
  private reference = randomInt(256);

  constructor(private readonly settings: SmppSettings) {
    super();
    this.link = new SmppLink(settings);
  }

  override start(): void {
    this.link.start();
  }

  override stop(): Promise<void> {
    return this.link.stop();
  }

  override isReachable(): Promise<boolean> {
    return Promise.resolve(this.link.isBound);
  }

  override async deliver(message: Message): Promise<void> {
    const until = performance.now() + (this.settings.timeoutMs ?? TIMEOUT_MS);
    this.reference = (this.reference + 1) % 256;
    const addresses = { ...this.source(), ...destination(message.address) };
    let partsGone = 0;
    for (const part of shortMessageParts(message.text, this.settings.alphabet, this.reference)) {
      try {
        await this.submit({ ...addresses, ...part }, until);
      } catch (error) {
        // What is left of a message is not sent again beside what has gone of it.
        throw partsGone > 0 && error instanceof NotTaken ? new NotTaken(error.reason, { ...error.details, maybeGone: true }) : error;
      }
      partsGone += 1;
    }
  }

  private async submit(parameters: Readonly<Record<string, string | number | Buffer>>, until: number): Promise<void> {
    const { command_status: status } = await this.link.ask((session, answer) => session.submit_sm(parameters, answer), until);
    if (status !== 0) throw new NotTaken(BUSY.includes(status) ? 'busy' : 'refused', { status });
  }

  private source(): { source_addr: string; source_addr_ton: number; source_addr_npi: number } {
    const { sender } = this.settings;
    const { ton, npi } = sender.startsWith('+') ? INTERNATIONAL : /^\d+$/.test(sender) ? SHORT_CODE : LETTERS;
    return { source_addr: sender.replace('+', ''), source_addr_ton: ton, source_addr_npi: npi };
  }
}

function destination(number: string): { destination_addr: string; dest_addr_ton: number; dest_addr_npi: number } {
  return { destination_addr: number.slice(1), dest_addr_ton: INTERNATIONAL.ton, dest_addr_npi: INTERNATIONAL.npi };
}
