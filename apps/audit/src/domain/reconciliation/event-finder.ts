import type { AuditEvent, EventSource } from '@paraph/contracts';

/** From (inclusive) to (exclusive), by the time that the event itself has. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** An event of the log, read. */
export interface FoundEvent {
  readonly position: number;
  readonly receivedAt: Date;
  readonly event: AuditEvent;
}

/** A place in a source's sequence that nothing stands in, though later ones have long been there. */
export interface MissingPlace {
  readonly source: EventSource;
  readonly sequence: number;
  /** Where the next one of that source stands. */
  readonly position: number;
}

/** Types of events that are looked for together; every one of them belongs to one of these sources. */
export type Types = readonly string[];

/** Finds events of the log for whoever compares them. What it answers is bounded, however long the log is. */
export abstract class EventFinder {
  /** Events of these types in a period, in log order, a page at a time. */
  abstract scan(types: Types, period: Period): AsyncIterable<readonly FoundEvent[]>;
  /** Events of these types that name one of these identifiers, in log order. */
  abstract related(types: Types, terms: readonly string[]): Promise<readonly FoundEvent[]>;
  abstract at(position: number): Promise<FoundEvent | undefined>;
  /** What is missing from the sequences, of what should have been there before a moment. */
  abstract missing(before: Date): Promise<readonly MissingPlace[]>;
  /** Whether the text of every event can be read: months that were put away cannot. */
  abstract isWhole(): Promise<boolean>;
}
