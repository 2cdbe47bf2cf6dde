/** A public key as JWK (RFC 7517), as its provider published it and the operator pinned it. */
export interface PinnedKey {
  readonly jwk: Readonly<Record<string, unknown>> & { readonly kid: string };
  readonly notBefore?: Date | undefined;
  readonly notAfter?: Date | undefined;
}

/** An identity provider as the operator pinned it. Nothing of this is ever taken from a neighbour or fetched. */
export interface IdentityProvider {
  readonly issuer: string;
  /** Of the client named for signing: the only audience accepted, never used for logins. */
  readonly clientId: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  /** JWS algorithms accepted from this issuer. */
  readonly algorithms: readonly string[];
  readonly keys: readonly PinnedKey[];
  readonly requiredAcr?: string | undefined;
}

/** The pinned providers. */
export class IdentityProviders {
  constructor(private readonly list: readonly IdentityProvider[]) {}

  find(issuer: string): IdentityProvider | undefined {
    return this.list.find((one) => one.issuer === issuer);
  }
}
