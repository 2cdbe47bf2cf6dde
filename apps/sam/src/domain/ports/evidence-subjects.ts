/** What an ID token is being collected for. */
export interface EvidenceSubject {
  /** The activation, the enrolment or the change. */
  readonly reference: string;
  /** Issuer of the identity provider that has to vouch. */
  readonly issuer: string;
  /** 32 bytes: the nonce. */
  readonly challenge: Uint8Array;
  readonly openedAt: Date;
  /** Further scopes to ask the provider for, beside `openid profile`. */
  readonly scopes?: readonly string[];
}

/** Things that wait for an ID token, of one sort. */
export abstract class EvidenceSubjects {
  /** @throws `….unknown`, `….state`, `….expired`, `record.tampered`; `evidence.missing` where no ID token is wanted (any more) */
  abstract subject(reference: string): Promise<EvidenceSubject>;
}
