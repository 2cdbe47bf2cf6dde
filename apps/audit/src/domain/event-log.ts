import type { EventSource } from '@paraph/contracts';

export type Outcome = 'success' | 'failure';

/** A message as it arrived: the source is the stream's, which only that service may publish to. */
export interface ArrivedEvent {
  readonly source: EventSource;
  /** The exact text that was published; it is the leaf. */
  readonly body: string;
  /** Its place in the source's sequence, as the source wrote it beside the text. */
  readonly sequence?: number;
}

/** An event that has its place in the log. */
export interface LoggedEvent {
  /** Place in the log, 0, 1, 2, … without a gap. */
  readonly position: number;
  readonly source: EventSource;
  readonly sequence: number;
  readonly type: string;
  readonly outcome: Outcome;
  readonly occurredAt: Date;
  readonly body: string;
  /** 32 bytes, RFC 9162 section 2.1.1. */
  readonly leafHash: Uint8Array;
  readonly receivedAt: Date;
}

/** What an event must match to be answered; absent means any. */
export interface EventFilter {
  readonly source?: EventSource;
  readonly type?: string;
  readonly exceptType?: string;
  /** Any of them. */
  readonly types?: readonly string[];
  readonly outcome?: Outcome;
  readonly actor?: string;
  readonly correlationId?: string;
  /** Any particular with this value, such as a credential's identifier; one of those that `searchTerms` names. */
  readonly particular?: string;
  /** What `searchTerms` names of an event; all of them. */
  readonly terms?: readonly string[];
  /** The same; one of them at least. */
  readonly anyTerm?: readonly string[];
  /** Inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
}

/** A page of the log: events after a position in their order, or those before a position, the newest first. Positions never change, so no page shifts. */
export type Page = ({ readonly after: number } | { readonly before: number }) & { readonly limit: number };

/** A month of the log: the events that were committed in it (UTC), which are a range of positions. */
export interface LogMonth {
  /** Such as `2026-11`. */
  readonly month: string;
  /** Position of its first event. */
  readonly from: number;
  /** The first position behind it; absent while events may still come. */
  readonly to?: number;
  /** Since when its texts are in the archive only. */
  readonly retiredAt?: Date;
}

/** How complete one source's sequence is. */
export interface SequenceState {
  readonly source: EventSource;
  readonly last: number;
  readonly count: number;
  /** First numbers below `last` of which nothing is known, at most ten. */
  readonly missing: readonly number[];
  /** First numbers that arrived as something that could not become an event, at most ten. */
  readonly setAside: readonly number[];
}

/** What became of a leaf: `contradicts` means that another stands under its identifier or in its place. */
export type Appended = 'logged' | 'repeated' | 'contradicts' | 'unstorable';

/** An event ready for its place. */
export interface Leaf {
  readonly id: string;
  readonly source: EventSource;
  readonly sequence: number;
  readonly type: string;
  readonly occurredAt: string;
  readonly outcome: Outcome;
  /** What it is found by. */
  readonly terms: readonly string[];
  readonly body: string;
  readonly leafHash: Uint8Array;
}

/** Events that are read at once where all are. */
const STRIDE = 2_000;

/** The append-only log. */
export abstract class EventLog {
  /** Appends in order. What the storage refuses is `unstorable` and keeps none of the others out. */
  abstract append(leaves: readonly Leaf[]): Promise<Appended[]>;
  /**
   * Keeps what could not become an event, with the reason, for the auditor to see; its place is set aside and not missing any more.
   * The same text of the same source is kept once. Answers whether it was new; that it was kept is itself an event, in the same
   * transaction.
   */
  abstract refuse(arrived: ArrivedEvent, reason: string): Promise<boolean>;
  /** Events whose text is here: not those of a month that is in the archive only. */
  abstract read(filter: EventFilter, page: Page): Promise<LoggedEvent[]>;
  /** Oldest first. A month without an event is none. */
  abstract months(): Promise<LogMonth[]>;
  abstract sequences(): Promise<SequenceState[]>;
  /** Numbers of a source after one and up to another that neither are there nor were set aside, lowest first, at most 500. */
  abstract missing(source: EventSource, after: number, upTo: number): Promise<number[]>;
  abstract refusedCount(): Promise<number>;

  /** The events from a position up to before another, however many: a page of them is held at a time. */
  async *stretch(from: number, to: number): AsyncGenerator<LoggedEvent> {
    for (let after = from - 1; after < to - 1;) {
      const page = await this.read({}, { after, limit: Math.min(STRIDE, to - 1 - after) });
      for (const event of page) if (event.position < to) yield event;
      after = page.at(-1)?.position ?? to;
    }
  }
}
