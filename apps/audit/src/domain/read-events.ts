import type { EventFilter, EventLog, LoggedEvent, Page, SequenceState } from './event-log.js';

/** Most events a page may have. */
export const MAX_PAGE = 500;

export interface EventPage {
  readonly events: readonly LoggedEvent[];
  /** Position to go on after; absent when the log ends here for this filter. */
  readonly next?: number;
}

/** Whoever keeps a record that somebody read. */
export abstract class ReadingRecord {
  abstract eventsRead(reader: string, filter: EventFilter, count: number): Promise<void>;
  /** Somebody looked at how complete the sequences are. */
  abstract sequencesRead(reader: string): Promise<void>;
  /** Somebody asked for heads or proofs. */
  abstract proofsRead(reader: string, asked: Readonly<Record<string, string>>): Promise<void>;
  /** So many tried to read and were not let in. */
  abstract readersRefused(count: number): Promise<void>;
}

/** Answers an auditor's question, and records that it was asked (AUD-01: connections of trusted roles). */
export class ReadEvents {
  constructor(
    private readonly log: EventLog,
    private readonly record: ReadingRecord,
  ) {}

  async run(reader: string, filter: EventFilter, page: Page): Promise<EventPage> {
    const limit = Math.min(page.limit, MAX_PAGE);
    const found = await this.log.read(filter, { after: page.after, limit: limit + 1 });
    const events = found.slice(0, limit);
    await this.record.eventsRead(reader, filter, events.length);
    const last = events.at(-1);
    return found.length > limit && last ? { events, next: last.position } : { events };
  }

  async sequences(reader: string): Promise<{ sequences: readonly SequenceState[]; refused: number }> {
    const answer = { sequences: await this.log.sequences(), refused: await this.log.refusedCount() };
    await this.record.sequencesRead(reader);
    return answer;
  }
}
