import type { KeyRow } from './key-rows.js';
import type { Transaction } from './transactions.js';

/** The closing anew of all keys under one generation, as far as it has come. */
export interface RewrapRun {
  readonly generation: number;
  readonly startedAt: Date;
  /** Keys closed anew so far, over all replicas and starts. */
  readonly rewrapped: number;
}

/** Who works, and until when nobody else does. */
export interface RewrapTurn {
  readonly generation: number;
  readonly holder: string;
  readonly now: Date;
  readonly until: Date;
}

/** Wrapped keys by the generation that closes them, and how far closing them anew has come. */
export abstract class RewrapRows {
  /** How many keys each generation closes. */
  abstract counts(): Promise<ReadonlyMap<number, number>>;

  /** Whether a generation before this one closes any key; cheap. */
  abstract hasOlder(generation: number): Promise<boolean>;

  /** Keys of earlier generations, by their identifiers, after this one. */
  abstract older(generation: number, after: string, limit: number): Promise<readonly KeyRow[]>;

  /** Puts `next` in the place of `row` if that is still what is stored. Answers false for one that was destroyed or changed. */
  abstract replace(transaction: Transaction, row: KeyRow, next: KeyRow): Promise<boolean>;

  /** Takes the turn, or keeps it. Answers the run, `isNew` if this began it; undefined while somebody else has the turn. */
  abstract takeTurn(transaction: Transaction, turn: RewrapTurn): Promise<(RewrapRun & { readonly isNew: boolean }) | undefined>;

  /** Adds to the count of a run. */
  abstract progress(transaction: Transaction, generation: number, rewrapped: number): Promise<void>;

  /** Says that no earlier generation closes a key since `finishedAt`. Answers the run if it was not finished before. */
  abstract finish(transaction: Transaction, generation: number, finishedAt: Date): Promise<RewrapRun | undefined>;

  /** Since when no generation before this one closes a key; undefined if one does, or nobody knows. */
  abstract finishedAt(generation: number): Promise<Date | undefined>;
}
