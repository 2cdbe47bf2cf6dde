/** `iss` of every SAD. */
export const SAD_ISSUER = 'paraph-sam';

/** Payload of a SAD: whom it authorises, for what, until when (ACT-05). The ledger is the truth about what is left. */
export interface SadClaims {
  /** The activation. */
  readonly jti: string;
  readonly iss: typeof SAD_ISSUER;
  /** The signer. */
  readonly sub: string;
  /** Issuer that identified the signer. */
  readonly idp: string;
  /** Authentication context as the provider named it. */
  readonly level?: string | undefined;
  readonly client: string;
  /** Thumbprint of the proof key, where the client has one (RFC 9449 section 6.1). */
  readonly cnf?: { readonly jkt: string } | undefined;
  readonly credential: string;
  readonly hashSetDigest: string;
  readonly count: number;
  readonly epoch: number;
  /** Unix seconds. */
  readonly iat: number;
  readonly exp: number;
}
