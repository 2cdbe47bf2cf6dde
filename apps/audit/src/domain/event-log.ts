import type { EventSource } from '@paraph/contracts';

/** An event as it arrived: the source is the stream's, which only that service may publish to. */
export interface ArrivedEvent {
  readonly source: EventSource;
  /** The exact text that was published; it is the leaf. */
  readonly body: string;
}

/** An event that has its place in the log. */
export interface LoggedEvent {
  /** Place in the log, 0, 1, 2, … without a gap. */
  readonly position: number;
  readonly source: EventSource;
  readonly sequence: number;
  readonly type: string;
  readonly body: string;
  /** 32 bytes, RFC 9162 section 2.1.1. */
  readonly leafHash: Uint8Array;
  readonly receivedAt: Date;
}

/** What an event must match to be answered; absent means any. */
export interface EventFilter {
  readonly source?: EventSource;
  readonly type?: string;
  readonly outcome?: 'success' | 'failure';
  readonly actor?: string;
  readonly correlationId?: string;
  /** Any particular with this value, such as a credential's identifier. */
  readonly particular?: string;
  /** Inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
}

/** A page of the log: events after a position, in order. */
export interface Page {
  readonly after: number;
  readonly limit: number;
}

/** How complete one source's sequence is. */
export interface SequenceState {
  readonly source: EventSource;
  readonly last: number;
  readonly count: number;
  /** First numbers that are missing below `last`, at most ten. */
  readonly missing: readonly number[];
}

/** What became of an arrived event. */
export type Appended = 'logged' | 'repeated' | 'refused';

/** An event ready for its place. */
export interface Leaf {
  readonly id: string;
  readonly source: EventSource;
  readonly sequence: number;
  readonly type: string;
  readonly occurredAt: string;
  readonly body: string;
  readonly leafHash: Uint8Array;
}

/** The append-only log. */
export abstract class EventLog {
  /** Appends in one transaction, in order; an event already there is `repeated`, one that contradicts it `refused`. */
  abstract append(leaves: readonly Leaf[]): Promise<Appended[]>;
  /** Keeps what could not become an event, with the reason, for the auditor to see. */
  abstract refuse(arrived: ArrivedEvent, reason: string): Promise<void>;
  abstract read(filter: EventFilter, page: Page): Promise<LoggedEvent[]>;
  abstract sequences(): Promise<SequenceState[]>;
  /** Numbers of a source after one and up to another that are not there, lowest first, at most 500. */
  abstract missing(source: EventSource, after: number, upTo: number): Promise<number[]>;
  abstract refusedCount(): Promise<number>;
}
