import { fromBase64Url } from '@paraph/kernel';
import type { KeyObject } from 'node:crypto';
import { encodeCbor, type Cbor } from './cbor.js';

/** Algorithms a software authenticator knows, with their COSE numbers (RFC 9053, RFC 8812). */
export const coseAlgorithms = { ES256: -7, ES384: -35, EdDSA: -8, RS256: -257, ES512: -36, PS256: -37 } as const;
export type CoseAlgorithm = keyof typeof coseAlgorithms;

const curves = { 'P-256': 1, 'P-384': 2, 'P-521': 3, Ed25519: 6 } as const satisfies Record<string, number>;

/** A public key as COSE_Key (RFC 9052 section 7), in CTAP2's canonical order. */
export function coseKey(key: KeyObject, algorithm: CoseAlgorithm): Uint8Array {
  const { kty, crv, x, y, n, e } = key.export({ format: 'jwk' });
  const alg = coseAlgorithms[algorithm];
  if (kty === 'RSA') return map([1, 3], [3, alg], [-1, bytes(n)], [-2, bytes(e)]);
  const curve = Object.entries(curves).find(([name]) => name === crv)?.[1];
  if (curve === undefined) throw new Error(`no COSE curve for ${crv}`);
  if (kty === 'OKP') return map([1, 1], [3, alg], [-1, curve], [-2, bytes(x)]);
  return map([1, 2], [3, alg], [-1, curve], [-2, bytes(x)], [-3, bytes(y)]);
}

function map(...entries: readonly (readonly [number, Cbor])[]): Uint8Array {
  return encodeCbor(new Map(entries));
}

function bytes(member: string | undefined): Uint8Array {
  return fromBase64Url(member ?? '') ?? new Uint8Array();
}
