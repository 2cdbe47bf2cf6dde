import { AsnConvert } from '@peculiar/asn1-schema';
import { SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import { createHash } from 'node:crypto';
import { exact } from './bytes.js';

/** Key identifier of our certificates: the leftmost 160 bits of SHA-256 over the key's bits (RFC 7093 section 2, method 1). */
export function keyIdentifier(publicKey: Uint8Array): ArrayBuffer {
  return exact(hashKey('sha256', publicKey).subarray(0, 20));
}

/** Digest over the bits of a public key, without tag, length and count of unused bits, as OCSP asks (RFC 6960 section 4.1.1). */
export function hashKey(algorithm: 'sha1' | 'sha256', publicKey: Uint8Array): Buffer {
  const { subjectPublicKey } = AsnConvert.parse(exact(publicKey), SubjectPublicKeyInfo);
  return createHash(algorithm).update(new Uint8Array(subjectPublicKey)).digest();
}
