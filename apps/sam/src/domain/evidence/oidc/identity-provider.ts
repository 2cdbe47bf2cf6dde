/** A public key as JWK (RFC 7517), as its provider published it and somebody entitled pinned it. */
export interface PinnedKey {
  readonly jwk: Readonly<Record<string, unknown>> & { readonly kid: string };
  readonly notBefore?: Date | undefined;
  readonly notAfter?: Date | undefined;
}

/** An identity provider as the operator pinned it. Nothing of this is ever taken on a neighbour's word. */
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

/** The pinned providers: the operator's file, with the keys a quorum or the provider itself has put in their place since. */
export abstract class IdentityProviders {
  /** @throws `record.tampered`, `hsm.unavailable` */
  abstract find(issuer: string): Promise<IdentityProvider | undefined>;
}

/** The providers of the operator's file alone. */
export class FiledProviders extends IdentityProviders {
  constructor(private readonly list: readonly IdentityProvider[]) {
    super();
  }

  override async find(issuer: string): Promise<IdentityProvider | undefined> {
    return this.list.find((one) => one.issuer === issuer);
  }
}
