import { asciiBytes, fromBase64Url, toBase64Url, utf8Bytes } from './encoding.js';

/** Each prefix separates one use of the hash from every other one in the system. */

/**
 * The challenge that the evidence has to carry: SHA-256 over the prefix and the very characters of the statement that
 * was shown. The SAM computes the same from its stored draft, so evidence for anything else does not fit.
 * @param {string} statement the compact JWS
 * @returns {Promise<string>} base64url
 */
export function activationChallenge(statement) {
  return sha256(asciiBytes(`paraph/activation/v1${statement}`));
}

/** The same for an enrolment's statement. @param {string} statement */
export function enrolmentChallenge(statement) {
  return sha256(asciiBytes(`paraph/enrolment/v1${statement}`));
}

/** The same for the statement of a change. @param {string} statement */
export function changeChallenge(statement) {
  return sha256(asciiBytes(`paraph/change/v1${statement}`));
}

/** The same for the statement of a proposal. @param {string} statement */
export function proposalChallenge(statement) {
  return sha256(asciiBytes(`paraph/proposal/v1${statement}`));
}

/**
 * The challenge that also commits to means registered with it, so that nobody can put others in their place.
 * @param {string} challenge of the change, base64url
 * @param {string} registrationsDigest SHA-256 of the registrations' text, base64url
 */
export function meansChallenge(challenge, registrationsDigest) {
  return sha256(joined(asciiBytes('paraph/means/v1'), bytes(challenge), bytes(registrationsDigest)));
}

/** What a supervising person's passkey is given over. @param {string} challenge the signer's, base64url */
export function supervisorChallenge(challenge) {
  return sha256(joined(asciiBytes('paraph/supervisor/v1'), bytes(challenge)));
}

/** SHA-256 of a text's UTF-8 bytes, base64url. @param {string} text */
export function textDigest(text) {
  return sha256(utf8Bytes(text));
}

/** @param {Uint8Array<ArrayBuffer>} input */
async function sha256(input) {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', input)));
}

/** @param {string} base64url computed or checked before */
function bytes(base64url) {
  const found = fromBase64Url(base64url);
  if (found?.length !== 32) throw new Error('expected 32 bytes in base64url');
  return found;
}

/** @param {Uint8Array[]} parts */
function joined(...parts) {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
