import type { Transaction } from '../ports/transactions.js';
import type { AuthorityStateKind } from './state-bodies.js';

/** A state as a row. Its text means nothing before its MAC was checked: only `AuthorityStates` reads these. */
export interface StoredState {
  /** 1 for a new state, one more each time it changes. */
  readonly version: number;
  /** JSON. */
  readonly body: string;
  readonly mac: Uint8Array;
}

/** Where a state stands. */
export interface StatePlace {
  readonly kind: AuthorityStateKind;
  readonly id: string;
}

/** Rows of what the authority keys last signed. */
export abstract class AuthorityStateRows {
  abstract find(place: StatePlace): Promise<StoredState | undefined>;

  /** Locks the place until the transaction ends, whether or not a row is there, and answers what is there then. */
  abstract lock(transaction: Transaction, place: StatePlace): Promise<StoredState | undefined>;

  /** Has nobody lock the place until the transaction ends, beside others who only want that, and answers what is there. */
  abstract share(transaction: Transaction, place: StatePlace): Promise<StoredState | undefined>;

  /** Puts a state in its place, which the transaction has locked. */
  abstract write(transaction: Transaction, place: StatePlace, state: StoredState): Promise<void>;
}
