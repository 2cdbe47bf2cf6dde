import type { ClientSettings } from '@paraph/contracts';

/** A public key as JWK, without private members. */
export type PublicJwk = { readonly kty: 'EC' | 'RSA'; readonly kid: string } & Readonly<Record<string, string>>;

/** How a client proves itself at the token, revocation and pushed-authorisation endpoints. */
export type ClientAuthentication =
  | { readonly method: 'client_secret'; /** SHA-256 of the secret, base64url. */ readonly secretDigest: string }
  | { readonly method: 'private_key_jwt'; readonly keys: readonly PublicJwk[] }
  | { readonly method: 'self_signed_tls_client_auth'; /** DER in standard Base64; nothing but the key counts. */ readonly certificates: readonly string[] }
  | { readonly method: 'none' };

/** A subscriber's signature-creation application. */
export interface Client {
  readonly id: string;
  readonly subscriberId: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly authentication: ClientAuthentication;
  /** What the operator decided about it. */
  readonly settings: ClientSettings;
}
