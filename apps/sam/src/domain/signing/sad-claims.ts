import { SAM_AUDIENCE, type EvidenceKind } from '@paraph/contracts';

/** `iss` of every SAD. */
export const SAD_ISSUER = SAM_AUDIENCE;

/** Payload of a SAD: whom it authorises, for what, until when (ACT-05). The ledger is the truth about what is left. */
export interface SadClaims {
  /** The activation. */
  readonly jti: string;
  /** Absent for the activation's first SAD; one more for each that takes the place of the one before. */
  readonly edition?: number | undefined;
  readonly iss: typeof SAD_ISSUER;
  /** The signer. */
  readonly sub: string;
  /** Issuer that identified the signer. */
  readonly idp: string;
  /** Authentication context as the provider named it. */
  readonly level?: string | undefined;
  /** Kinds of evidence the signer gave, in their order. */
  readonly evidence: readonly EvidenceKind[];
  /** `shown`: one of them was given over what the SAM showed. */
  readonly promise: 'shown' | 'presence';
  readonly client: string;
  /** Thumbprint of the proof key, where the client has one (RFC 9449 section 6.1). */
  readonly cnf?: { readonly jkt: string } | undefined;
  readonly credential: string;
  readonly hashSetDigest: string;
  readonly count: number;
  /** How many of them the client chooses without the signer seeing them; 0 for a bound activation. */
  readonly unseen: number;
  readonly epoch: number;
  /** Unix seconds. */
  readonly iat: number;
  readonly exp: number;
}
