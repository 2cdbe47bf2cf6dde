import type { IdentityProvider } from '../evidence/identity-provider.js';

/** Evidence as it came over the bus: carried by others, judged here. */
export interface OidcEvidence {
  readonly kind: 'oidc';
  readonly idToken: string;
}

/** What the evidence must prove. The same for an activation and an enrolment. */
export interface ExpectedEvidence {
  readonly provider: IdentityProvider;
  /** 32 bytes, recomputed from what the SAM stored, never taken from the caller. */
  readonly challenge: Uint8Array;
  /** When the draft was opened: authentication must not be older. */
  readonly openedAt: Date;
}

/** What the evidence proved. Who that person is to the SAM, the use case decides: (issuer, subject) as a pair. */
export interface ProvenIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly authenticatedAt: Date;
  /** Authentication context, where the provider named one. */
  readonly level: string | undefined;
  /** SHA-256 of the token, base64url: what marks it as used. */
  readonly evidenceDigest: string;
  /** Claims about the person that the provider vouches for, by their OpenID Connect names (`given_name`, …). */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Verifies evidence in this process, against keys it was given by its operator. */
export abstract class EvidenceVerifier {
  /** @throws `evidence.invalid`; the detail never says which check failed, the cause does. */
  abstract verify(evidence: OidcEvidence, expected: ExpectedEvidence): Promise<ProvenIdentity>;
}
