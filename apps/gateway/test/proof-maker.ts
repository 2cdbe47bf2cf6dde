import { sha256, toBase64Url } from '@paraph/kernel';
import type { webcrypto } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { ORIGIN } from './http-gateway.js';

/** Makes DPoP proofs as a wallet does (RFC 9449 section 4.2). */
export class ProofMaker {
  private constructor(
    private readonly key: webcrypto.CryptoKey,
    private readonly jwk: JWK,
    readonly thumbprint: string,
  ) {}

  static async make(): Promise<ProofMaker> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    return new ProofMaker(privateKey, jwk, await calculateJwkThumbprint(jwk));
  }

  /** A proof for a token, new each time. @param change claims that are other than they should be */
  proof(token: string, method = 'signatures/signHash', change: Record<string, unknown> = {}): Promise<string> {
    const claims = {
      jti: crypto.randomUUID(),
      htm: 'POST',
      htu: `${ORIGIN}/csc/v2/${method}`,
      iat: Math.floor(Date.now() / 1_000),
      ath: toBase64Url(sha256(token)),
      ...change,
    };
    return new SignJWT(claims).setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: this.jwk }).sign(this.key);
  }
}
