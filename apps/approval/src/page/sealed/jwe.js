import { asciiBytes, toBase64Url, utf8Bytes } from '../encoding.js';
import { Refusal } from '../refusal.js';

/** @typedef {import('../reading/asking.js').EncryptionKey} EncryptionKey */

const CURVE = { name: 'ECDH', namedCurve: 'P-256' };

/**
 * The SAM's key as the browser's; a point off the curve is refused here, before anybody types anything.
 * @param {EncryptionKey} key
 * @throws {Refusal} statement.unsupported
 */
export async function importRecipient({ kty, crv, x, y }) {
  try {
    return await crypto.subtle.importKey('jwk', { kty, crv, x, y }, CURVE, false, []);
  } catch (cause) {
    throw new Refusal('statement.unsupported', 'encryptionKey is no point of P-256', cause);
  }
}

/**
 * Encrypts for the SAM as a compact JWE (RFC 7516 section 7.1): ECDH-ES with a pair made for this text alone, and
 * AES-256 in Galois/Counter Mode.
 * @param {string} plaintext
 * @param {EncryptionKey} key
 */
export async function encryptCompact(plaintext, key) {
  const recipient = await importRecipient(key);
  const pair = await crypto.subtle.generateKey(CURVE, true, ['deriveBits']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const header = segment(utf8Bytes(JSON.stringify({ alg: 'ECDH-ES', enc: 'A256GCM', kid: key.kid, epk: { kty, crv, x, y } })));

  const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: recipient }, pair.privateKey, 256);
  const contentKey = await crypto.subtle.importKey('raw', await concatKdf(new Uint8Array(secret)), 'AES-GCM', false, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const algorithm = { name: 'AES-GCM', iv, additionalData: asciiBytes(header), tagLength: 128 };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, contentKey, utf8Bytes(plaintext)));
  // ECDH-ES has no encrypted key: the second part is empty (RFC 7518 section 4.6).
  return [header, '', segment(iv), segment(sealed.subarray(0, -16)), segment(sealed.subarray(-16))].join('.');
}

/**
 * The content key out of the shared secret: one round of the Concat KDF with SHA-256 (RFC 7518 section 4.6.2), the
 * algorithm being that of the content, both parties unnamed, 256 bits wanted.
 * @param {Uint8Array} secret
 */
async function concatKdf(secret) {
  const algorithm = asciiBytes('A256GCM');
  const input = [...number(1), ...secret, ...number(algorithm.length), ...algorithm, ...number(0), ...number(0), ...number(256)];
  return crypto.subtle.digest('SHA-256', Uint8Array.from(input));
}

/** A number as four bytes, the highest first. @param {number} value below 2^16 */
function number(value) {
  return [0, 0, value >> 8, value & 0xff];
}

/** @param {Uint8Array} bytes */
function segment(bytes) {
  return toBase64Url(bytes);
}
