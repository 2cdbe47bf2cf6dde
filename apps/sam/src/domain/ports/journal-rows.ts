import type { StoredEntry } from '../journal/journal-entry.js';
import type { Transaction } from './transactions.js';

/** An entry that stops something, for the replay of all of them. */
export type StopEntry = Pick<StoredEntry, 'sequence' | 'body'>;

/** The journal as rows of a database that is not believed. Only ever added to. */
export abstract class JournalRows {
  /** The newest entry. */
  abstract last(): Promise<StoredEntry | undefined>;

  /** Entries from a number on, lowest first. */
  abstract from(sequence: number, limit: number): Promise<readonly StoredEntry[]>;

  /** Entries up to a number, highest first. */
  abstract upTo(sequence: number, limit: number): Promise<readonly StoredEntry[]>;

  /** Entries that stop something, after one number and up to another, lowest first. */
  abstract stops(after: number, upTo: number, limit: number): Promise<readonly StopEntry[]>;
}

/** The end of the journal, while the transaction has its lock: nobody else adds to it until the transaction ends. */
export abstract class JournalEnd {
  /**
   * Adds an entry if the one that it follows is the last one, as the caller knows it. Answers what is there from that one on,
   * lowest first and without the new entry: the entry was added if and only if that is one entry with the MAC the caller knows,
   * or none before the first.
   */
  abstract add(entry: StoredEntry, previousMac: Uint8Array): Promise<readonly StoredEntry[]>;

  /** What is there from a number on, lowest first. */
  abstract from(sequence: number): Promise<readonly StoredEntry[]>;
}

/** Takes the journal's lock for the rest of a transaction. */
export abstract class JournalLock {
  abstract take(transaction: Transaction): Promise<JournalEnd>;
}
