import { DerFields, TAG, octetsOf } from '@paraph/kernel';
import { createHash } from 'node:crypto';

/** Key identifier of our certificates: the leftmost 160 bits of SHA-256 over the key's bits (RFC 7093 section 2, method 1). */
export function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  return new Uint8Array(hashKey('sha256', publicKey).subarray(0, 20));
}

/** Digest over the bits of a public key, without tag, length and count of unused bits, as OCSP asks (RFC 6960 section 4.1.1). */
export function hashKey(algorithm: 'sha1' | 'sha256', publicKey: Uint8Array): Buffer {
  const fields = DerFields.of(publicKey);
  fields.take(TAG.sequence);
  const bits = octetsOf(fields.take(TAG.bitString));
  fields.end();
  return createHash(algorithm).update(bits).digest();
}
