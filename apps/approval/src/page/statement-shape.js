import { digestAlgorithms } from './digest-algorithms.js';
import { fromBase64 } from './encoding.js';
import { Refusal } from './refusal.js';

/**
 * What the SAM commits to, as its statement says it.
 * @typedef {{ id: string, name: string }} Client
 * @typedef {{ id: string, certificateFingerprint: string, subject: string }} Credential
 * @typedef {{ label: string, labelSource: 'unverified' | 'client-signed', hash: string, hashAlgorithm: string }} StatedDocument
 * @typedef {{ jti: string, iat: number, exp: number, client: Client, credential: Credential,
 *   documents: StatedDocument[], remainingChoice: number, evidence: string[][], policy: { id: string, digest: string },
 *   encryptionKey?: Record<string, unknown>, nonce: string }} Statement
 */

const REQUIRED = ['jti', 'iat', 'exp', 'client', 'credential', 'documents', 'remainingChoice', 'evidence', 'policy', 'nonce'];
const OPTIONAL = ['encryptionKey'];
const LABEL_SOURCES = ['unverified', 'client-signed'];
const EVIDENCE_KINDS = ['oidc'];

/**
 * Reads a verified payload. Strict on purpose: a member this page does not know is something the signer would commit
 * to without having seen it, so it is refused like a missing one.
 * @param {unknown} payload
 * @returns {Statement}
 * @throws {Refusal} statement.unsupported
 */
export function parseStatement(payload) {
  const statement = members(payload, 'statement', REQUIRED, OPTIONAL);
  const client = members(statement.client, 'client', ['id', 'name']);
  const credential = members(statement.credential, 'credential', ['id', 'certificateFingerprint', 'subject']);
  const policy = members(statement.policy, 'policy', ['id', 'digest']);
  return {
    jti: text(statement.jti, 'jti'),
    iat: count(statement.iat, 'iat'),
    exp: count(statement.exp, 'exp'),
    client: { id: text(client.id, 'client.id'), name: text(client.name, 'client.name') },
    credential: {
      id: text(credential.id, 'credential.id'),
      certificateFingerprint: fingerprint(credential.certificateFingerprint),
      subject: text(credential.subject, 'credential.subject'),
    },
    documents: list(statement.documents, 'documents').map(document),
    remainingChoice: count(statement.remainingChoice, 'remainingChoice'),
    evidence: list(statement.evidence, 'evidence').map(means),
    policy: { id: text(policy.id, 'policy.id'), digest: text(policy.digest, 'policy.digest') },
    nonce: text(statement.nonce, 'nonce'),
    ...(statement.encryptionKey === undefined ? {} : { encryptionKey: record(statement.encryptionKey, 'encryptionKey') }),
  };
}

/** @param {unknown} value @param {number} index @returns {StatedDocument} */
function document(value, index) {
  const at = `documents[${index}]`;
  const one = members(value, at, ['label', 'labelSource', 'hash', 'hashAlgorithm']);
  const hashAlgorithm = text(one.hashAlgorithm, `${at}.hashAlgorithm`);
  const algorithm = digestAlgorithms.get(hashAlgorithm);
  if (!algorithm) throw unsupported(`${at}.hashAlgorithm`);
  const hash = text(one.hash, `${at}.hash`);
  if (fromBase64(hash)?.length !== algorithm.bytes) throw unsupported(`${at}.hash`);
  const labelSource = LABEL_SOURCES.find((source) => source === one.labelSource);
  if (labelSource !== 'unverified' && labelSource !== 'client-signed') throw unsupported(`${at}.labelSource`);
  // A document without a name is shown as such; what is signed is its hash.
  const label = one.label === '' ? '' : text(one.label, `${at}.label`);
  return { label, labelSource, hash, hashAlgorithm };
}

/** @param {unknown} value @param {number} index @returns {string[]} */
function means(value, index) {
  return list(value, `evidence[${index}]`).map((kind) => {
    if (typeof kind !== 'string' || !EVIDENCE_KINDS.includes(kind)) throw unsupported(`evidence[${index}]`);
    return kind;
  });
}

/** @param {unknown} value */
function fingerprint(value) {
  const hex = text(value, 'credential.certificateFingerprint').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hex)) throw unsupported('credential.certificateFingerprint');
  return hex;
}

/** @param {unknown} value @param {string} at */
function text(value, at) {
  if (typeof value !== 'string' || value === '') throw unsupported(at);
  return value;
}

/** @param {unknown} value @param {string} at */
function count(value, at) {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw unsupported(at);
  return value;
}

/** @param {unknown} value @param {string} at @returns {unknown[]} */
function list(value, at) {
  if (!Array.isArray(value) || value.length === 0) throw unsupported(at);
  return value;
}

/** @param {unknown} value @param {string} at @returns {Record<string, unknown>} */
function record(value, at) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unsupported(at);
  return { ...value };
}

/** @param {unknown} value @param {string} at @param {string[]} required @param {string[]} [optional] */
function members(value, at, required, optional = []) {
  const found = record(value, at);
  const missing = required.find((name) => found[name] === undefined);
  if (missing) throw unsupported(`${at}.${missing} is missing`);
  const stranger = Object.keys(found).find((name) => !required.includes(name) && !optional.includes(name));
  if (stranger) throw unsupported(`${at}.${stranger} is unknown`);
  return found;
}

/** @param {string} detail */
function unsupported(detail) {
  return new Refusal('statement.unsupported', detail);
}
