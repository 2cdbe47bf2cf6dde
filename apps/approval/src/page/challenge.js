import { asciiBytes, toBase64Url } from './encoding.js';

/** Separates this use of the hash from every other one in the system. */
const PREFIX = 'paraph/activation/v1';

/**
 * The challenge that the evidence has to carry: SHA-256 over the prefix and the very characters of the statement that
 * was shown. The SAM computes the same from its stored draft, so evidence for anything else does not fit.
 * @param {string} statement the compact JWS
 * @returns {Promise<string>} base64url
 */
export async function activationChallenge(statement) {
  const digest = await crypto.subtle.digest('SHA-256', asciiBytes(PREFIX + statement));
  return toBase64Url(new Uint8Array(digest));
}
