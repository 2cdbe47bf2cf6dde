import type { Transaction } from './transactions.js';

/** What is remembered of evidence under way and of evidence used. References are activations and enrolments. */
export abstract class EvidenceLedger {
  /** Keeps the PKCE verifier of a reference; a repeat answers the one already kept. */
  abstract begin(reference: string, codeVerifier: string): Promise<string>;

  /** Answers the verifier once; afterwards, and where nothing began, `undefined`. */
  abstract release(transaction: Transaction, reference: string): Promise<string | undefined>;

  /**
   * Marks evidence as used, for good and for every reference. Answers false if it was before.
   *
   * @throws `record.tampered` if only the journal still knows that it was
   */
  async spend(transaction: Transaction, evidenceDigest: string, reference: string): Promise<boolean> {
    if (!(await this.markUsed(transaction, evidenceDigest, reference))) return false;
    transaction.enter({ kind: 'evidence', id: evidenceDigest, version: 1 });
    return true;
  }

  /** Writes that evidence was used. Answers false if that is written already. */
  protected abstract markUsed(transaction: Transaction, evidenceDigest: string, reference: string): Promise<boolean>;

  /** The same for several, each a digest with its reference. Answers the digests that were not used before. */
  abstract spendAll(transaction: Transaction, evidence: readonly (readonly [evidenceDigest: string, reference: string])[]): Promise<ReadonlySet<string>>;
}
