import type { Transaction } from './transactions.js';

/** A text under an id, with its MAC. It means nothing before the MAC was checked. */
export interface SealedRow {
  readonly id: string;
  /** JSON. */
  readonly text: string;
  readonly mac: Uint8Array;
}

/** Rows that change under a lock, one for each id. */
export abstract class SealedRows {
  abstract find(id: string): Promise<SealedRow | undefined>;

  /** The row, locked until the transaction ends. Where there is none, its place is: whoever comes second waits as well. */
  abstract lock(transaction: Transaction, id: string): Promise<SealedRow | undefined>;

  /** Writes a locked row. */
  abstract write(transaction: Transaction, row: SealedRow): Promise<void>;
}

/** What is counted of means of authentication. Only `SealedCounters` reads these. */
export abstract class CounterRows extends SealedRows {}

/** One-time codes under way. Only `OneTimeCodes` reads these. */
export abstract class CodeRows extends SealedRows {}
