import type { DigestAlgorithm } from '@paraph/kernel';
import { constants, createHash, privateDecrypt, publicEncrypt, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';

/*
 * RSASSA-PSS over a digest (RFC 8017 sections 8.1 and 9.1), which Node.js does not offer: it hashes what it is given.
 * MGF1 of the same digest, salt as long as the digest. For tests.
 */

const TRAILER = 0xbc;

/** The signature over a digest. */
export function signPss(key: KeyObject, algorithm: DigestAlgorithm, digest: Uint8Array): Buffer {
  const size = modulusBytes(key);
  const salt = randomBytes(digest.length);
  const seed = seedOf(algorithm, digest, salt);
  const block = Buffer.alloc(size - seed.length - 1);
  block[block.length - salt.length - 1] = 1;
  salt.copy(block, block.length - salt.length);
  const masked = xor(block, mask(algorithm, seed, block.length));
  // All our moduli have a multiple of 8 bits, so one bit is left over.
  masked[0]! &= 0x7f;
  return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.concat([masked, seed, Buffer.of(TRAILER)]));
}

/** Whether the signature is one over this digest by this key. */
export function verifyPss(key: KeyObject, { algorithm, digest }: { algorithm: DigestAlgorithm; digest: Uint8Array }, signature: Uint8Array): boolean {
  const encoded = opened(key, signature);
  if (encoded === undefined || encoded.at(-1) !== TRAILER || encoded[0]! >= 0x80) return false;
  const seed = encoded.subarray(-digest.length - 1, -1);
  const masked = encoded.subarray(0, -digest.length - 1);
  const block = xor(masked, mask(algorithm, seed, masked.length));
  block[0]! &= 0x7f;
  const [padding, salt] = [block.subarray(0, -digest.length), block.subarray(-digest.length)];
  const isPadded = padding.at(-1) === 1 && padding.subarray(0, -1).every((byte) => byte === 0);
  return isPadded && timingSafeEqual(seed, seedOf(algorithm, digest, salt));
}

function opened(key: KeyObject, signature: Uint8Array): Buffer | undefined {
  try {
    return signature.length === modulusBytes(key) ? publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, signature) : undefined;
  } catch {
    // A number that is not below the modulus.
    return undefined;
  }
}

function seedOf(algorithm: DigestAlgorithm, digest: Uint8Array, salt: Uint8Array): Buffer {
  return createHash(algorithm).update(Buffer.alloc(8)).update(digest).update(salt).digest();
}

/** MGF1 (RFC 8017 appendix B.2.1). */
function mask(algorithm: DigestAlgorithm, seed: Uint8Array, length: number): Buffer {
  const parts: Buffer[] = [];
  for (let counter = 0, made = 0; made < length; counter++) {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(counter);
    const part = createHash(algorithm).update(seed).update(number).digest();
    parts.push(part);
    made += part.length;
  }
  return Buffer.concat(parts).subarray(0, length);
}

const modulusBytes = (key: KeyObject): number => (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
const xor = (one: Uint8Array, other: Uint8Array): Buffer => Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)));
