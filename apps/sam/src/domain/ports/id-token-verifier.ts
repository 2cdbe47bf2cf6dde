import type { IdentityProvider } from '../evidence/oidc/identity-provider.js';

/** What an ID token must prove. The same for an activation, an enrolment and a change. */
export interface ExpectedIdToken {
  readonly provider: IdentityProvider;
  /** 32 bytes, recomputed from what the SAM stored: the token's nonce. */
  readonly challenge: Uint8Array;
  /** When the draft was opened: authentication must not be older. */
  readonly openedAt: Date;
}

/** What a token proved. Who that person is to the SAM, the use case decides: (issuer, subject) as a pair. */
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

/** Verifies ID tokens in this process, against keys it was given by its operator or a quorum. */
export abstract class IdTokenVerifier {
  /** @throws `evidence.invalid`; the detail never says which check failed, the cause does. */
  abstract verify(idToken: string, expected: ExpectedIdToken): Promise<ProvenIdentity>;
}
