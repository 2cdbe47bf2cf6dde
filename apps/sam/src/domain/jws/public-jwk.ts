import { sha256, toBase64Url } from '@paraph/kernel';
import { createPublicKey } from 'node:crypto';

/** A public EC key as JWK, named by its thumbprint. */
export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: string;
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

/** The JWK of a P-256 key (SPKI DER); `kid` is its SHA-256 thumbprint (RFC 7638). */
export function publicJwk(spki: Uint8Array): PublicJwk {
  const { crv, x, y } = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).export({ format: 'jwk' });
  if (crv !== 'P-256' || x === undefined || y === undefined) throw new Error('expected a P-256 key');
  const kid = toBase64Url(sha256(JSON.stringify({ crv, kty: 'EC', x, y })));
  return { kty: 'EC', crv, x, y, kid, alg: 'ES256', use: 'sig' };
}
