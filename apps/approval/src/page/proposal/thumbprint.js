import { fromBase64Url, toBase64Url, toHex, utf8Bytes } from '../encoding.js';
import { keyMembers } from '../reading/public-key.js';
import { shownHash } from '../text/shown.js';

/**
 * The thumbprint of a public key as RFC 7638 defines it: SHA-256 over its own members in the order of their names.
 * Computed here, so that nobody has to believe a key id. In hexadecimal, as hashes are compared on this page, and in
 * base64url, as the SAM names keys.
 * @param {import('../reading/public-key.js').PublicJwk} jwk
 */
export async function jwkThumbprint(jwk) {
  const members = Object.fromEntries(keyMembers[jwk.kty].map((name) => [name, jwk[name]]));
  const digest = await sha256(utf8Bytes(JSON.stringify(members)));
  return { hash: shownHash('SHA-256', toHex(digest)), text: toBase64Url(digest) };
}

/** SHA-256 over a COSE key's bytes, the same that an approver was shown when they registered. @param {string} publicKey base64url */
export async function coseThumbprint(publicKey) {
  return shownHash('SHA-256', toHex(await sha256(fromBase64Url(publicKey) ?? new Uint8Array())));
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
