import type { KeyAlgorithm } from '@paraph/kernel';

/** `accepted`: evidence verified, no certificate yet. `bound`: the certificate is bound. `abandoned`: the key is destroyed. */
export const enrolmentStates = ['open', 'accepted', 'bound', 'abandoned'] as const;
export type EnrolmentState = (typeof enrolmentStates)[number];

/** What the SAM wrote down when it opened an enrolment. It never changes; its row carries a MAC over it. */
export interface EnrolmentDraft {
  readonly enrolmentId: string;
  readonly credentialId: string;
  readonly signerId: string;
  readonly subscriberId: string;
  readonly keyId: string;
  readonly algorithm: KeyAlgorithm;
  /** SubjectPublicKeyInfo, DER, Base64. */
  readonly publicKey: string;
  /** Issuer of the identity provider that has to vouch for the signer. */
  readonly provider: string;
  readonly policyId: string;
  readonly policyDigest: string;
  /** The terms as they were when the enrolment was opened: what is accepted is kept with its acceptance (IDN-01). */
  readonly terms: { readonly version: string; readonly text: string };
  /** The text whose hash is the challenge. */
  readonly commitment: string;
  /** ISO 8601, UTC. */
  readonly openedAt: string;
  readonly expiresAt: string;
}

/** An enrolment whose MAC was checked. */
export interface Enrolment {
  readonly draft: EnrolmentDraft;
  readonly state: EnrolmentState;
}
