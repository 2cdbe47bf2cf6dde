import type { Transaction } from '../ports/transactions.js';

/** A destruction or a try as a row. Its text means nothing before its MAC was checked: only `Destructions` reads these. */
export interface SealedDestruction {
  readonly keyId: string;
  readonly credentialId: string;
  /** JSON. */
  readonly body: string;
  readonly mac: Uint8Array;
}

/** A try as a row. */
export interface SealedTry {
  readonly keyId: string;
  readonly replica: string;
  readonly body: string;
  readonly mac: Uint8Array;
}

/** Rows of destroyed keys, and of who tried to use them afterwards. They are only ever added to. */
export abstract class DestructionRows {
  /** Changes nothing where the key was destroyed before. */
  abstract insert(transaction: Transaction, row: SealedDestruction): Promise<void>;

  /** Changes nothing where this replica tried before. */
  abstract insertTries(transaction: Transaction, tries: readonly SealedTry[]): Promise<void>;

  abstract ofCredential(credentialId: string): Promise<readonly SealedDestruction[]>;
  abstract triesOf(keyId: string): Promise<readonly SealedTry[]>;

  /** The number of the newest destruction; 0 if there is none. */
  abstract newest(): Promise<number>;

  /** Those after a number that this replica has not tried, oldest first. One may be numbered earlier and committed later than another. */
  abstract untried(replica: string, after: number, limit: number): Promise<readonly (SealedDestruction & { readonly number: number })[]>;
}
