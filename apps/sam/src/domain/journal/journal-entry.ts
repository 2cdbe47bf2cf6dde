import type { JournalChange, RowStopped } from './journal-change.js';

/** Where the chain stands. Whoever holds one can tell a database that has lost what came before it. */
export interface Head {
  readonly epoch: number;
  readonly sequence: number;
  readonly mac: Uint8Array;
}

/** An entry as a row. It means nothing before its MAC was checked. */
export interface StoredEntry extends Head {
  /** JSON of an `EntryBody`. */
  readonly body: string;
  /** Digest of all entries with stops so far, this one included: 32 bytes. */
  readonly stops: Uint8Array;
}

/** Why an entry stands there beside, or instead of, what a transaction changed. */
export type Mark =
  /** Every replica has ended in order: what is open stays open. */
  | { readonly kind: 'closed' }
  /** A replica began with stops that were made while it had no journal to enter them into. */
  | { readonly kind: 'joined' }
  /** The replicas had ended without a word: what is open is burned. */
  | { readonly kind: 'unclean-end'; readonly epoch: number }
  /** People had the SAM go on though entries are lost. What is known of them stands here. */
  | { readonly kind: 'reopened'; readonly epoch: number; readonly by: string; readonly lost: readonly { readonly epoch: number; readonly sequence: number }[] };

/** What an entry says. */
export interface EntryBody {
  /** Unix milliseconds. */
  readonly at: number;
  readonly changes: readonly JournalChange[];
  readonly mark?: Mark | undefined;
  /** Now and then, the newest versions of all that is remembered for ever and is no stop. */
  readonly carried?: readonly Exclude<JournalChange, RowStopped>[] | undefined;
}

/** Longest chain of entries that carry nothing: reading backwards ends at the first one that does. */
export const CARRY_EVERY = 1_000;

/** Whether both name the same place of the same chain. */
export function isSameHead(one: Head, other: Head): boolean {
  return one.epoch === other.epoch && one.sequence === other.sequence && Buffer.compare(one.mac, other.mac) === 0;
}

/** Whether a head is further than another. */
export function isBeyond(one: Head, other: Head): boolean {
  return one.epoch > other.epoch || (one.epoch === other.epoch && one.sequence > other.sequence);
}

/** A head in words, for logs and events. */
export function headInWords({ epoch, sequence }: Head): string {
  return `${epoch}/${sequence}`;
}
