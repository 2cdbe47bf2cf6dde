import { readEncryptionKey, readNonce, readPolicy } from '../reading/asking.js';
import { count, hexDigest, identifier, members, someOf, text, webAddress } from '../reading/members.js';

/**
 * What the SAM commits to before a key becomes somebody's (contracts, `enrolmentStatement`).
 * @typedef {'passkey' | 'pin' | 'totp'} RegisteredKind
 * @typedef {{ jti: string, iat: number, exp: number,
 *   credential: { id: string, algorithm: string, keyThumbprint: string }, signer: string, subscriber: string,
 *   provider: string, terms: { version: string, text: string }, orderingClient?: { id: string, name: string }, register: RegisteredKind[],
 *   encryptionKey: import('../reading/asking.js').EncryptionKey, policy: import('../reading/asking.js').PolicyName,
 *   nonce: string }} EnrolmentStatement
 */

/** @type {readonly RegisteredKind[]} */
export const registeredKinds = ['passkey', 'pin', 'totp'];

const MEMBERS = [...['jti', 'iat', 'exp', 'credential', 'signer', 'subscriber', 'provider', 'terms', 'register'], ...['encryptionKey', 'policy', 'nonce']];

/**
 * @param {unknown} payload
 * @returns {EnrolmentStatement}
 * @throws {import('../refusal.js').Refusal} statement.unsupported
 */
export function readEnrolment(payload) {
  const statement = members(payload, 'statement', MEMBERS, ['orderingClient']);
  const credential = members(statement.credential, 'credential', ['id', 'algorithm', 'keyThumbprint']);
  const terms = members(statement.terms, 'terms', ['version', 'text']);
  return {
    jti: identifier(statement.jti, 'jti', 'enr'),
    iat: count(statement.iat, 'iat'),
    exp: count(statement.exp, 'exp'),
    credential: {
      id: identifier(credential.id, 'credential.id', 'cred'),
      algorithm: text(credential.algorithm, 'credential.algorithm'),
      keyThumbprint: hexDigest(credential.keyThumbprint, 'credential.keyThumbprint'),
    },
    signer: identifier(statement.signer, 'signer', 'sgn'),
    subscriber: identifier(statement.subscriber, 'subscriber', 'sub'),
    provider: webAddress(statement.provider, 'provider'),
    terms: { version: text(terms.version, 'terms.version'), text: text(terms.text, 'terms.text') },
    ...(statement.orderingClient !== undefined && { orderingClient: readOrderingClient(statement.orderingClient) }),
    register: someOf(statement.register, 'register', registeredKinds),
    encryptionKey: readEncryptionKey(statement.encryptionKey),
    policy: readPolicy(statement.policy),
    nonce: readNonce(statement.nonce),
  };
}

/** @param {unknown} value */
function readOrderingClient(value) {
  const { id, name } = members(value, 'orderingClient', ['id', 'name']);
  return { id: identifier(id, 'orderingClient.id', 'cli'), name: text(name, 'orderingClient.name') };
}
