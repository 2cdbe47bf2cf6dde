import type { EnrolmentStatement } from '@paraph/contracts';
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
  /** SHA-256 of the policy file the statement names: under another one nothing is accepted. */
  readonly policyDigest: string;
  /** The terms as they were when the enrolment was opened: what is accepted is kept with its acceptance (IDN-01). */
  readonly terms: { readonly version: string; readonly text: string };
  /** Kinds of means the signer registers before the provider is asked, all of them. */
  readonly register: EnrolmentStatement['register'];
  /** What the provider is asked for beside the names, so that codes have somewhere to go. */
  readonly scopes: readonly string[];
  /** The one client whose orders activate the key: a seal's credential. */
  readonly orderingClientId?: string | undefined;
  /** The container a seal's credential is going to be in. */
  readonly containerId?: string | undefined;
  /** Of a one-session credential: what its key is made for, and the replica that holds it. */
  readonly session?: SessionDraft | undefined;
  /** Of a renewal: the present key certified again, or the credential that this one replaces once it is active. */
  readonly renews?: { readonly kind: 'renewal' | 'update' | 'rekey'; readonly credentialId: string } | undefined;
  /** The compact JWS the signer is shown; its hash is the challenge. */
  readonly statement: string;
  /** ISO 8601, UTC. */
  readonly openedAt: string;
  readonly expiresAt: string;
}

/** What a one-session key will sign, as its signer is shown it with the terms (IDN-07). */
export interface SessionDraft {
  readonly clientId: string;
  readonly clientName: string;
  /** Digests in Base64, in the client's order. */
  readonly hashes: readonly string[];
  readonly labels: readonly { readonly label: string; readonly labelSource: 'unverified' | 'client-signed' }[];
  readonly hashAlgorithmOid: string;
  /** The replica in whose token session the key lives. */
  readonly heldBy: string;
}

/** An enrolment whose MAC was checked. */
export interface Enrolment {
  readonly draft: EnrolmentDraft;
  readonly state: EnrolmentState;
}

/** Whether an enrolment certifies a present key again, instead of making one. */
export function certifiesAgain({ renews }: Pick<EnrolmentDraft, 'renews'>): boolean {
  return renews !== undefined && renews.kind !== 'rekey';
}
