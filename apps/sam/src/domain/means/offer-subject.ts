import type { RegisteredKind } from './registered-kinds.js';

/** An enrolment or a change that waits for means to be offered. */
export interface OfferSubject {
  readonly reference: string;
  readonly credentialId: string;
  readonly signerId: string;
  /** 32 bytes: its own challenge, recomputed from what the SAM stored. */
  readonly challenge: Uint8Array;
  readonly policyId: string;
  readonly policyDigest: string;
  /** Kinds to register, each exactly once. */
  readonly kinds: readonly RegisteredKind[];
}

/** Things that wait for means, of one sort. */
export interface OfferSubjects {
  /** @throws `….unknown`, `….state`, `….expired`, `record.tampered`; `evidence.missing` where nothing is to be registered */
  offerSubject(reference: string): Promise<OfferSubject>;
}

/** Where each sort of reference is looked up, by its prefix. */
export class OfferSubjectsByPrefix implements OfferSubjects {
  constructor(
    private readonly enrolments: OfferSubjects,
    private readonly changes: OfferSubjects,
  ) {}

  offerSubject(reference: string): Promise<OfferSubject> {
    return (reference.startsWith('chg_') ? this.changes : this.enrolments).offerSubject(reference);
  }
}
