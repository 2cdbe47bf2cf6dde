/** A public key as JWK, without private members. */
export type PublicJwk = { readonly kty: 'EC' | 'RSA'; readonly kid: string } & Readonly<Record<string, string>>;

/** How a client proves itself at the token, revocation and pushed-authorisation endpoints. */
export type ClientAuthentication =
  | { readonly method: 'client_secret'; /** SHA-256 of the secret, base64url. */ readonly secretDigest: string }
  | { readonly method: 'private_key_jwt'; readonly keys: readonly PublicJwk[] };

/** A subscriber's signature-creation application. */
export interface Client {
  readonly id: string;
  readonly subscriberId: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly authentication: ClientAuthentication;
}
