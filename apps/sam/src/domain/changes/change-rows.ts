import type { Transaction } from '../ports/transactions.js';
import type { ChangeState } from './change.js';

/** What of a change's row moves. Without its MAC it means nothing, except that a stop is believed without one. */
export interface StoredChangeProgress {
  readonly state: ChangeState;
  /** JSON. */
  readonly progress: string;
  readonly progressMac: Uint8Array;
}

/** A change as a row: only `Changes` reads it. */
export interface ChangeRow extends StoredChangeProgress {
  readonly changeId: string;
  /** To find rows by; what counts is in the draft. */
  readonly credentialId: string;
  /** JSON, never changed. */
  readonly draft: string;
  readonly draftMac: Uint8Array;
  readonly expiresAt: Date;
}

/** Rows of changes that signers make to credentials. */
export abstract class ChangeRows {
  abstract insert(transaction: Transaction, row: ChangeRow): Promise<void>;
  abstract find(changeId: string): Promise<ChangeRow | undefined>;
  /** How many of a credential are open and not past their time. */
  abstract countOpen(credentialId: string, now: Date): Promise<number>;
  /** Moves an open row on, if its progress still carries the MAC that was read. Answers false if it does not. */
  abstract advance(transaction: Transaction, changeId: string, step: { readonly from: Uint8Array; readonly to: StoredChangeProgress }): Promise<boolean>;
  /** Ends an open row and takes its MAC away, so that calling it open again is no progress. Answers false if it was not open. */
  abstract abandon(transaction: Transaction, changeId: string): Promise<boolean>;
}
