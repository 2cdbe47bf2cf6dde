/** What is known of a credential whose certificate is said to be revoked. */
export type Reported =
  /** It is stopped, and its key is still there. */
  | 'stopped'
  /** Its key is gone, or about to go. */
  | 'ended'
  /** Nobody's, or bound to another certificate: nothing of ours signs with this one. */
  | 'none'
  /** It is not bound yet. */
  | 'early';

/** A statement with an authority's own signature. */
export interface RevocationProof {
  readonly kind: 'crl' | 'ocsp';
  /** DER. */
  readonly bytes: Uint8Array;
}

/** Those who stop a credential and destroy its key: the key lifecycle on our word, the SAM on the authority's signature alone. */
export abstract class CredentialEnd {
  /** Stops it at once. @throws `hsm.unavailable`, `service.unavailable`, … */
  abstract report(credentialId: string, revocation: { readonly fingerprint: string; readonly revokedAt: Date }): Promise<Reported>;

  /** Shows the SAM the proof. @throws `proof.unfit`, `credential.state`, `credential.unknown`, `hsm.unavailable`, … */
  abstract prove(credentialId: string, proof: RevocationProof): Promise<void>;

  /** Has the key lifecycle look at what the SAM did. Answers whether the credential has ended there, or is shown to nobody. */
  abstract follow(credentialId: string): Promise<boolean>;
}
