/** A month that was written to every target. */
export interface ArchivedMonth {
  readonly month: string;
  /** Positions from (inclusive) to (exclusive). */
  readonly from: number;
  readonly to: number;
  /** The exact text of its manifest. */
  readonly manifest: string;
  /** Of that text, hexadecimal. */
  readonly manifestSha256: string;
  readonly archivedAt: Date;
  readonly keptUntil: Date;
  /** The exact text of the receipt for its event; absent until that event stands under a head. */
  readonly receipt?: string;
}

/** What one target was found to have of a month. */
export interface CopyCheck {
  readonly month: string;
  readonly target: string;
  readonly checkedAt: Date;
  /** Which file is wrong, where, and why; absent where the copy is whole. */
  readonly damage?: string;
}

/** What is known of archives. Append-only: what was archived is never taken back here. */
export abstract class Archives {
  /** In the order of their positions. */
  abstract list(): Promise<readonly ArchivedMonth[]>;

  /** Keeps one with its event, in one transaction. One of this month that is there stays. */
  abstract keep(archived: Omit<ArchivedMonth, 'receipt'>): Promise<void>;

  abstract keepReceipt(month: string, receipt: string): Promise<void>;

  /** The last check of each month and target. */
  abstract lastChecks(): Promise<readonly CopyCheck[]>;

  /** Keeps the checks of one month with their event: `archive-damaged` where a copy is, `archive-checked` where none is. */
  abstract keepChecks(month: string, checks: readonly CopyCheck[]): Promise<void>;

  /** Somebody wants a month checked before its time. */
  abstract wishCheck(month: string, by: string): Promise<void>;

  /** Months of which a check is wanted and was not made since. */
  abstract wished(): Promise<readonly string[]>;
}

/** How long archives are kept and how often they are checked, as policy data (AUD-07). */
export interface ArchivePolicy {
  readonly keepYears: number;
  readonly checkEveryDays: number;
}

/** The policy that was read. */
export class ArchiveRules {
  constructor(readonly policy: ArchivePolicy) {}

  /** Until when something of this moment is kept at least. */
  keptUntil(since: Date): Date {
    const until = new Date(since);
    until.setUTCFullYear(until.getUTCFullYear() + this.policy.keepYears);
    return until;
  }
}
