import { readDocuments } from '../documents/shape.js';
import { readEncryptionKey, readNonce, readPolicy } from '../reading/asking.js';
import { count, hexDigest, identifier, members, oneOf, someOf, text, unsupported, webAddress } from '../reading/members.js';

/**
 * What the SAM commits to before a key becomes somebody's (contracts, `enrolmentStatement`).
 * @typedef {'passkey' | 'pin' | 'totp'} RegisteredKind
 * @typedef {'renewal' | 'update' | 'rekey'} RenewalKind
 * @typedef {{ jti: string, iat: number, exp: number,
 *   credential: { id: string, algorithm: string, keyThumbprint: string }, signer: string, subscriber: string,
 *   provider: string, terms: { version: string, text: string }, orderingClient?: { id: string, name: string },
 *   session?: { client: { id: string, name: string }, documents: import('../documents/shape.js').StatedDocument[] },
 *   renews?: { kind: RenewalKind, credential: string, subject: string }, register: RegisteredKind[],
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
  const statement = members(payload, 'statement', MEMBERS, ['orderingClient', 'session', 'renews']);
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
    ...(statement.orderingClient !== undefined && { orderingClient: readClient(statement.orderingClient, 'orderingClient') }),
    ...(statement.session !== undefined && { session: readSession(statement.session) }),
    ...(statement.renews !== undefined && { renews: readRenewal(statement.renews) }),
    register: someOf(statement.register, 'register', registeredKinds),
    encryptionKey: readEncryptionKey(statement.encryptionKey),
    policy: readPolicy(statement.policy),
    nonce: readNonce(statement.nonce),
  };
}

/** Of one session: what the key will sign. Without a document there is nothing to approve. @param {unknown} value */
function readSession(value) {
  const session = members(value, 'session', ['client', 'documents']);
  const documents = readDocuments(session.documents, 'session.documents');
  if (documents.length === 0) throw unsupported('session.documents');
  return { client: readClient(session.client, 'session.client'), documents };
}

/** @param {unknown} value @param {string} at */
function readClient(value, at) {
  const { id, name } = members(value, at, ['id', 'name']);
  return { id: identifier(id, `${at}.id`, 'cli'), name: text(name, `${at}.name`) };
}

/** @param {unknown} value */
function readRenewal(value) {
  const { kind, credential, subject } = members(value, 'renews', ['kind', 'credential', 'subject']);
  return {
    kind: oneOf(kind, 'renews.kind', /** @type {const} */ (['renewal', 'update', 'rekey'])),
    credential: identifier(credential, 'renews.credential', 'cred'),
    subject: text(subject, 'renews.subject'),
  };
}
