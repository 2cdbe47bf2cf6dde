import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import type { IdentityProvider, PinnedKey } from '../src/domain/evidence/oidc/identity-provider.js';

/** What an ID token of a test may say otherwise than a good one; a claim that is `undefined` is left out. */
export interface TokenChange {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: CryptoKey;
}

/** What a good ID token is about. */
export interface TokenFor {
  readonly subject: string;
  /** base64url of the challenge. */
  readonly nonce: string;
  readonly now: Date;
}

/** An identity provider with one key, of which tests make good and bad ID tokens. */
export class TestProvider {
  private constructor(
    readonly key: CryptoKey,
    readonly pinned: PinnedKey,
  ) {}

  static async make(kid = 'idp-1'): Promise<TestProvider> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    return new TestProvider(privateKey, { jwk: { ...(await exportJWK(publicKey)), kid } });
  }

  /** The provider as the SAM's operator pinned it. */
  describe(change: Partial<IdentityProvider> = {}): IdentityProvider {
    return {
      issuer: 'https://idp.example',
      clientId: 'paraph-signing',
      authorizationEndpoint: 'https://idp.example/authorize',
      tokenEndpoint: 'https://idp.example/token',
      algorithms: ['ES256'],
      keys: [this.pinned],
      ...change,
    };
  }

  /** An ID token made just after the person authenticated. */
  async idToken({ subject, nonce, now }: TokenFor, { claims = {}, header = {}, key = this.key }: TokenChange = {}): Promise<string> {
    const seconds = Math.floor(now.getTime() / 1_000);
    const payload: JWTPayload = {
      iss: 'https://idp.example',
      aud: 'paraph-signing',
      sub: subject,
      nonce,
      iat: seconds,
      exp: seconds + 300,
      auth_time: seconds,
      given_name: 'Ada',
      family_name: 'Byron',
      ...claims,
    };
    return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: this.pinned.jwk.kid, ...header }).sign(key);
  }
}
