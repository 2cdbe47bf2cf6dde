import type { AuditSummary, RequestOf, sendSummary } from '@paraph/contracts';
import { sha256, toBase64Url, type Clock } from '@paraph/kernel';
import type { EventLog } from '../event-log.js';
import type { Period } from '../reconciliation/event-finder.js';
import type { ComposeSummary } from './compose-summary.js';

const DAY_MS = 86_400_000;

/** By how much time each kind comes; each begins where UTC has such a time begin. */
const EVERY_MS = { daily: DAY_MS, fortnightly: 14 * DAY_MS } as const;
export type SentKind = keyof typeof EVERY_MS;

/** Where a summary goes. */
export type Recipient = RequestOf<typeof sendSummary>['to'];

/** Carries a summary. Under one identifier it goes once. */
export abstract class SummaryMessenger {
  /** @throws ServiceError `message.undeliverable`, `service.unavailable`, … */
  abstract send(messageId: string, to: Recipient, summary: AuditSummary): Promise<void>;
}

/** Up to when summaries went out, and which recipients have the next one already. */
export abstract class SummaryBook {
  abstract sentTo(kind: SentKind): Promise<Date | undefined>;
  /** Identifiers of the messages that were taken of the period that ends then. */
  abstract taken(kind: SentKind, to: Date): Promise<ReadonlySet<string>>;
  abstract noteTaken(kind: SentKind, to: Date, messageId: string): Promise<void>;
  /** All of it went out; with its event, in one transaction. */
  abstract keep(kind: SentKind, period: Period, recipients: number): Promise<void>;
}

/** Sends each period's summary once to everybody who is to read it (AUD-06). */
export class SendSummaries {
  constructor(
    private readonly compose: ComposeSummary,
    private readonly parts: { readonly messenger: SummaryMessenger; readonly book: SummaryBook; readonly log: EventLog },
    private readonly recipients: readonly Recipient[],
    private readonly clock: Clock,
  ) {}

  /**
   * Answers what went out. What one recipient's way does not take keeps it from none of the others, and is tried again for that one alone, for as long as
   * it takes. @throws the first refusal
   */
  async run(): Promise<readonly SentKind[]> {
    const sent: SentKind[] = [];
    for (const kind of ['daily', 'fortnightly'] as const) if (this.recipients.length > 0 && (await this.send(kind))) sent.push(kind);
    return sent;
  }

  private async send(kind: SentKind): Promise<boolean> {
    const every = EVERY_MS[kind];
    const to = new Date(Math.floor(this.clock.now().getTime() / every) * every);
    const period = { from: new Date(to.getTime() - every), to };
    const last = await this.parts.book.sentTo(kind);
    if (last !== undefined ? last >= to : !(await this.beganBefore(to))) return false;
    const summary = await this.compose.run(kind, period);
    const { messenger, book } = this.parts;
    const taken = await book.taken(kind, to);
    const results = await Promise.allSettled(
      this.recipients.map(async (one) => {
        // The same identifier each time: courier knows it for some minutes, the book for ever.
        const id = messageId(kind, to, one);
        if (taken.has(id)) return;
        await messenger.send(id, one, summary);
        await book.noteTaken(kind, to, id);
      }),
    );
    const refused = results.find((one) => one.status === 'rejected');
    if (refused) throw refused.reason;
    await this.parts.book.keep(kind, period, this.recipients.length);
    return true;
  }

  private async beganBefore(moment: Date): Promise<boolean> {
    const [first] = await this.parts.log.read({}, { after: -1, limit: 1 });
    return first !== undefined && first.receivedAt < moment;
  }
}

function messageId(kind: SentKind, to: Date, recipient: Recipient): string {
  return `msg_${toBase64Url(sha256(JSON.stringify([kind, to, recipient])).subarray(0, 16))}`;
}
