import type { TypedSecret } from '@paraph/contracts';
import { toBase64Url } from '@paraph/kernel';
import { CompactEncrypt, importJWK, type CompactJWEHeaderParameters } from 'jose';

/** A public key as a statement carries it. */
export interface EncryptionKey {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
  readonly kid: string;
}

/** Encrypts as the approval page does, by a library that is not the one under test. */
export async function sealText(key: EncryptionKey, text: string | Uint8Array, header: Partial<CompactJWEHeaderParameters> = {}): Promise<string> {
  const clear = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const publicKey = await importJWK({ kty: key.kty, crv: key.crv, x: key.x, y: key.y }, 'ECDH-ES');
  return new CompactEncrypt(clear).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: key.kid, ...header }).encrypt(publicKey);
}

/** Seals what a person typed for this challenge. */
export function sealSecret(key: EncryptionKey, challenge: Uint8Array, kind: TypedSecret['kind'], value: string): Promise<string> {
  return sealText(key, JSON.stringify({ challenge: toBase64Url(challenge), kind, value }));
}
