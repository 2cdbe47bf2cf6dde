import type { Transaction } from '../ports/transactions.js';
import type { AuthorityName } from './authority.js';

/** A signed revocation list, as it is kept for whoever fetches it. */
export interface KeptList {
  readonly number: number;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly entries: number;
  /** SHA-256 of the whole, base64url. */
  readonly digest: string;
  readonly parts: number;
}

/**
 * Revocation lists that were signed lately, in parts that fit into a message: whichever replica is asked for a part has it.
 * Nothing of them is secret, and nothing is believed: who fetches one compares the digest, who relies on one the signature.
 */
export abstract class ComposedLists {
  abstract keep(transaction: Transaction, issuer: AuthorityName, list: KeptList & { readonly bytes: readonly Uint8Array[] }): Promise<void>;

  /** Forgets what is older than this number. */
  abstract forgetBefore(transaction: Transaction, issuer: AuthorityName, number: number): Promise<void>;

  abstract find(issuer: AuthorityName, number: number): Promise<KeptList | undefined>;

  abstract part(issuer: AuthorityName, number: number, part: number): Promise<Uint8Array | undefined>;
}
