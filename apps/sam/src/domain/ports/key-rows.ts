import type { KeyAlgorithm } from '@paraph/kernel';
import type { KeyPurpose } from '../keys/key-purpose.js';
import type { Transaction } from './transactions.js';

/** A wrapped private key as a row. The blob must not reach the token before the MAC over all of it was checked. */
export interface KeyRow {
  readonly keyId: string;
  readonly purpose: KeyPurpose;
  readonly algorithm: KeyAlgorithm;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly blob: Uint8Array;
  readonly tokenFamily: string;
  readonly kekGeneration: number;
  readonly mac: Uint8Array;
}

/** Rows of wrapped keys, those of signers and those of the SAM's own authority. */
export abstract class KeyRows {
  abstract find(keyId: string): Promise<KeyRow | undefined>;
  /** Every key that is not a signer's. */
  abstract authorities(): Promise<readonly KeyRow[]>;
  /** Identifiers of signers' keys after this one, in their order. */
  abstract signers(after: string, limit: number): Promise<readonly string[]>;
  abstract insert(transaction: Transaction, row: KeyRow): Promise<void>;
  /** Destroys the blob. Answers false if there was none. */
  abstract erase(transaction: Transaction, keyId: string): Promise<boolean>;
}
