import type { LogMonth } from '../event-log.js';
import type { ArchivedText, MonthCopy } from '../month-copies.js';

/** What only the owner of the database does with a month: the service itself has no right to. */
export abstract class MonthStore {
  abstract months(): Promise<LogMonth[]>;

  /** Puts the texts and search terms of a month away, with the event that says so. Place, kind, times and leaf hash of each event stay. */
  abstract retire(month: string, order: RetirementOrder): Promise<void>;

  /**
   * Puts texts back, with their search terms and the event that says so; all of them or none.
   *
   * @throws ServiceError `archive.incomplete` for a text that is not the one whose leaf hash the log keeps, and for one that is missing
   */
  abstract restore(month: LogMonth & { readonly to: number }, texts: AsyncIterable<ArchivedText>, by: string): Promise<void>;
}

/** By whom, and because of which copies. */
export interface RetirementOrder {
  readonly by: string;
  readonly copies: readonly MonthCopy[];
}
