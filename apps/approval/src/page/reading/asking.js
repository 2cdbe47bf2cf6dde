import { base64Url, entries, hexDigest, identifier, list, matching, members, oneOf, someOf, text, webAddress } from './members.js';

/**
 * What a statement says about the evidence it asks for.
 * @typedef {'passkey' | 'oidc' | 'one-time-code' | 'supervised-code' | 'pin' | 'totp' | 'order'} EvidenceKind
 * @typedef {{ id: string, transports: string[] }} StatedPasskey
 * @typedef {{ channel: 'sms' | 'email', hint: string }} StatedCode
 * @typedef {{ id: string, name: string, passkey: string }} StatedSupervisor
 * @typedef {{ passkeys?: StatedPasskey[], provider?: string, code?: StatedCode, supervisors?: StatedSupervisor[] }} StatedMeans
 * @typedef {{ kty: 'EC', crv: 'P-256', x: string, y: string, kid: string }} EncryptionKey
 * @typedef {{ id: string, digest: string }} PolicyName
 * @typedef {{ evidence: EvidenceKind[][], means: StatedMeans, encryptionKey: EncryptionKey, policy: PolicyName, nonce: string }} Asking
 */

/** @type {readonly EvidenceKind[]} */
export const evidenceKinds = ['passkey', 'oidc', 'one-time-code', 'supervised-code', 'pin', 'totp', 'order'];

export const ASKING = ['evidence', 'means', 'encryptionKey', 'policy', 'nonce'];

/**
 * @param {Record<string, unknown>} statement
 * @returns {Asking}
 */
export function readAsking({ evidence, means, encryptionKey, policy, nonce }) {
  return {
    evidence: list(evidence, 'evidence').map((all, index) => someOf(list(all, `evidence[${index}]`), `evidence[${index}]`, evidenceKinds)),
    means: readMeans(means),
    encryptionKey: readEncryptionKey(encryptionKey),
    policy: readPolicy(policy),
    nonce: readNonce(nonce),
  };
}

/** @param {unknown} value @returns {EncryptionKey} */
export function readEncryptionKey(value) {
  const { kty, crv, x, y, kid } = members(value, 'encryptionKey', ['kty', 'crv', 'x', 'y', 'kid']);
  return {
    kty: oneOf(kty, 'encryptionKey.kty', /** @type {const} */ (['EC'])),
    crv: oneOf(crv, 'encryptionKey.crv', /** @type {const} */ (['P-256'])),
    x: matching(x, 'encryptionKey.x', COORDINATE),
    y: matching(y, 'encryptionKey.y', COORDINATE),
    kid: text(kid, 'encryptionKey.kid'),
  };
}

const COORDINATE = /^[A-Za-z0-9_-]{43}$/;

/** @param {unknown} value @returns {PolicyName} */
export function readPolicy(value) {
  const { id, digest } = members(value, 'policy', ['id', 'digest']);
  return { id: text(id, 'policy.id'), digest: hexDigest(digest, 'policy.digest') };
}

/** @param {unknown} value */
export function readNonce(value) {
  return matching(value, 'nonce', /^.{22,}$/su);
}

/** @param {unknown} value @returns {StatedMeans} */
function readMeans(value) {
  const { passkeys, provider, code, supervisors } = members(value, 'means', [], ['passkeys', 'provider', 'code', 'supervisors']);
  return {
    ...(passkeys === undefined ? {} : { passkeys: list(passkeys, 'means.passkeys').map(readPasskey) }),
    ...(provider === undefined ? {} : { provider: webAddress(provider, 'means.provider') }),
    ...(code === undefined ? {} : { code: readCode(code) }),
    ...(supervisors === undefined ? {} : { supervisors: list(supervisors, 'means.supervisors').map(readSupervisor) }),
  };
}

/** @param {unknown} value @param {number} index @returns {StatedPasskey} */
function readPasskey(value, index) {
  const at = `means.passkeys[${index}]`;
  const { id, transports } = members(value, at, ['id', 'transports']);
  return {
    id: base64Url(id, `${at}.id`),
    transports: entries(transports, `${at}.transports`).map((one) => matching(one, `${at}.transports`, /^[a-z-]{1,20}$/)),
  };
}

/** @param {unknown} value @returns {StatedCode} */
function readCode(value) {
  const { channel, hint } = members(value, 'means.code', ['channel', 'hint']);
  return { channel: oneOf(channel, 'means.code.channel', /** @type {const} */ (['sms', 'email'])), hint: text(hint, 'means.code.hint') };
}

/** @param {unknown} value @param {number} index @returns {StatedSupervisor} */
function readSupervisor(value, index) {
  const at = `means.supervisors[${index}]`;
  const { id, name, passkey } = members(value, at, ['id', 'name', 'passkey']);
  return { id: identifier(id, `${at}.id`, 'apr'), name: text(name, `${at}.name`), passkey: base64Url(passkey, `${at}.passkey`) };
}
