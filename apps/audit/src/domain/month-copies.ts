/** What one target of the archive has of a month. */
export interface MonthCopy {
  readonly target: string;
  readonly isWhole: boolean;
  /** Why it is not. */
  readonly detail?: string;
}

/** An event as a bundle of the archive has it. */
export interface ArchivedText {
  readonly position: number;
  /** The exact text. */
  readonly leaf: string;
}

/** The copies of a closed month that stand outside of the log. */
export abstract class MonthCopies {
  /** Reads every copy from its beginning to its end, just now: what was once whole may not be any more. */
  abstract check(month: string): Promise<readonly MonthCopy[]>;

  /** The events of a month from a copy that is whole, in their order. @throws if there is none */
  abstract read(month: string): AsyncIterable<ArchivedText>;
}
