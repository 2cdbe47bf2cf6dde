/** Byte encodings, strict on the way in: one text for one value, so that nothing unseen rides along. */

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const BASE64URL = /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?$/;

/**
 * Bytes of a base64 text (RFC 4648 section 4), or undefined when it is not the canonical text of any bytes.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer> | undefined}
 */
export function fromBase64(text) {
  if (!BASE64.test(text)) return undefined;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : undefined;
}

/**
 * Bytes of an unpadded base64url text (RFC 7515 section 2), or undefined when it is not canonical.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer> | undefined}
 */
export function fromBase64Url(text) {
  if (!BASE64URL.test(text)) return undefined;
  const padded = text
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .padEnd(Math.ceil(text.length / 4) * 4, '=');
  return fromBase64(padded);
}

/**
 * Base64 with padding.
 * @param {Uint8Array} bytes
 */
export function toBase64(bytes) {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/**
 * Base64url without padding.
 * @param {Uint8Array} bytes
 */
export function toBase64Url(bytes) {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * Lower-case hexadecimal, the form in which people compare hashes.
 * @param {Uint8Array} bytes
 */
export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * ASCII bytes of a text that is known to be ASCII (a compact JWS, a fixed prefix).
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function asciiBytes(text) {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/**
 * UTF-8 bytes of a text.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function utf8Bytes(text) {
  return new TextEncoder().encode(text);
}
