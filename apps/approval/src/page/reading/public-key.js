import { members, oneOf, record, text, unsupported } from './members.js';

/**
 * A public key as JWK (RFC 7517): every member a text, so that all of it can be shown.
 * @typedef {Record<string, string> & { kty: 'EC' | 'RSA', kid: string }} PublicJwk
 */

/** The members that make the key (RFC 7638 section 3.2), without which it has no thumbprint. */
export const keyMembers = { EC: ['crv', 'kty', 'x', 'y'], RSA: ['e', 'kty', 'n'] };

/** Members of private keys (RFC 7518 section 6): who proposes one has published it, and it must not be pinned. */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** @param {unknown} value @param {string} at @returns {PublicJwk} */
export function readPublicJwk(value, at) {
  const found = record(value, at);
  const kty = oneOf(found.kty, `${at}.kty`, /** @type {const} */ (['EC', 'RSA']));
  members(found, at, [...keyMembers[kty], 'kid'], Object.keys(found));
  const secret = PRIVATE.find((name) => name in found);
  if (secret) throw unsupported(`${at}.${secret} is private`);
  /** @type {Record<string, string>} */
  const texts = {};
  for (const [name, member] of Object.entries(found)) texts[name] = text(member, `${at}.${name}`);
  return { ...texts, kty, kid: text(found.kid, `${at}.kid`) };
}
