import type { PossessionClaims, Secret } from '@paraph/kernel';

/** A proof whose signature is right: by which key, and what it says. */
export interface SignedProof {
  /** RFC 7638 thumbprint, base64url. */
  readonly thumbprint: string;
  readonly claims: PossessionClaims;
}

/** Who can tell whether a compact JWS is a DPoP proof by the public key it carries (RFC 9449 section 4.2). */
export abstract class SignedProofs {
  /** `undefined` unless it is one. */
  abstract verify(proof: Secret): Promise<SignedProof | undefined>;
}
