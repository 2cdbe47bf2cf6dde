import type { EvidenceDraft, VerifiedEvidence } from './evidence-verifier.js';
import type { SamEvent } from './transactions.js';

/** Drafts of one sort that wait for evidence. */
export abstract class EvidenceDrafts {
  /** A draft that still waits and is in time, its MACs checked. @throws `….unknown`, `….state`, `….expired`, `record.tampered` */
  abstract find(reference: string): Promise<EvidenceDraft>;

  /** A draft as its signer comes back to it: also one that takes no evidence yet. @throws as `find` */
  describe(reference: string): Promise<EvidenceDraft> {
    return this.find(reference);
  }

  /** Whether the credential may be in this state for this draft: a resumption needs a suspended one, all else an active one. */
  abstract allowsSuspended(draft: EvidenceDraft): boolean;

  /**
   * Adds what was proven to the draft, if it is still as it was read; completes it where nothing is missing any more. One
   * transaction with the evidence's use, the verifier's own changes and the events.
   *
   * @throws `….state` if another request was first, `evidence.invalid` if the evidence was used before
   */
  abstract add(draft: EvidenceDraft, verified: VerifiedEvidence, end: { readonly completes: boolean; readonly events: readonly SamEvent[] }): Promise<void>;
}
