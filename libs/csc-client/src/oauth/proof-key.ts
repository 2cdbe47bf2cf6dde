import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { randomUUID } from 'node:crypto';

/** What a proof is made for. */
export interface Proof {
  readonly method: string;
  readonly url: URL;
  /** SHA-256 of the token it comes with, base64url; absent at the token endpoint. */
  readonly ath?: string;
}

/** A key that tokens are bound to (RFC 9449); made for this and never leaving the process unless its owner exports it. */
export class ProofKey {
  readonly publicJwk: JWK;
  readonly #privateKey: CryptoKey;
  readonly #now: () => Date;

  private constructor(privateKey: CryptoKey, publicJwk: JWK, now: () => Date) {
    this.#privateKey = privateKey;
    this.publicJwk = publicJwk;
    this.#now = now;
  }

  /** A new P-256 key. */
  static async make(now: () => Date = () => new Date()): Promise<ProofKey> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    return new ProofKey(privateKey, await exportJWK(publicKey), now);
  }

  /** `dpop_jkt` of an authorisation request: RFC 7638 thumbprint, base64url. */
  thumbprint(): Promise<string> {
    return calculateJwkThumbprint(this.publicJwk);
  }

  /** A fresh proof; each is good once. */
  prove({ method, url, ath }: Proof): Promise<string> {
    const htu = `${url.origin}${url.pathname}`;
    return new SignJWT({ htm: method, htu, jti: randomUUID(), ...(ath === undefined ? {} : { ath }) })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: this.publicJwk })
      .setIssuedAt(this.#now())
      .sign(this.#privateKey);
  }
}
