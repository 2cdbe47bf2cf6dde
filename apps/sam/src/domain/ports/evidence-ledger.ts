import type { Transaction } from './transactions.js';

/** What is remembered of evidence under way and of evidence used. References are activations and enrolments. */
export abstract class EvidenceLedger {
  /** Keeps the PKCE verifier of a reference; a repeat answers the one already kept. */
  abstract begin(reference: string, codeVerifier: string): Promise<string>;

  /** Answers the verifier once; afterwards, and where nothing began, `undefined`. */
  abstract release(transaction: Transaction, reference: string): Promise<string | undefined>;

  /** Marks evidence as used, for good and for every reference. Answers false if it was before. */
  abstract spend(transaction: Transaction, evidenceDigest: string, reference: string): Promise<boolean>;
}
