/** A DPoP proof whose signature verifies with the key it carries (RFC 9449 section 4.2). */
export interface SignedProof {
  /** Thumbprint of that key (RFC 7638), base64url. */
  readonly thumbprint: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Verifies the signatures of DPoP proofs; what they say, the domain judges. */
export abstract class PossessionProofs {
  /** `undefined` for whatever is no proof with a good signature by a public key of its own. */
  abstract verify(proof: string): Promise<SignedProof | undefined>;
}
