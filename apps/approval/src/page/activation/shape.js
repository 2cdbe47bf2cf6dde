import { ASKING, readAsking } from '../reading/asking.js';
import { count, entries, hexDigest, identifier, members, oneOf, text, unsupported } from '../reading/members.js';
import { fromBase64 } from '../encoding.js';
import { digestAlgorithms } from '../text/digest-algorithms.js';

/**
 * What the SAM commits to before a signature (contracts, `statement`).
 * @typedef {{ id: string, name: string }} Client
 * @typedef {{ id: string, certificateFingerprint: string, subject: string }} Credential
 * @typedef {'unverified' | 'client-signed'} LabelSource
 * @typedef {{ label: string, labelSource: LabelSource, hash: string, hashAlgorithm: string }} StatedDocument
 * @typedef {{ jti: string, iat: number, exp: number, client: Client, credential: Credential,
 *   documents: StatedDocument[], remainingChoice: number } & import('../reading/asking.js').Asking} Statement
 */

/** @type {readonly LabelSource[]} */
const LABEL_SOURCES = ['unverified', 'client-signed'];

/** The SAM's own limit for one authorisation. */
const MOST_DOCUMENTS = 400;

/**
 * @param {unknown} payload
 * @returns {Statement}
 * @throws {import('../refusal.js').Refusal} statement.unsupported
 */
export function readActivation(payload) {
  const statement = members(payload, 'statement', ['jti', 'iat', 'exp', 'client', 'credential', 'documents', 'remainingChoice', ...ASKING]);
  const client = members(statement.client, 'client', ['id', 'name']);
  const credential = members(statement.credential, 'credential', ['id', 'certificateFingerprint', 'subject']);
  const documents = entries(statement.documents, 'documents').map(readDocument);
  const remainingChoice = count(statement.remainingChoice, 'remainingChoice');
  // Nothing named and nothing to choose is nothing to decide.
  if (documents.length === 0 && remainingChoice === 0) throw unsupported('documents');
  if (documents.length > MOST_DOCUMENTS) throw unsupported(`${documents.length} documents`);
  return {
    jti: identifier(statement.jti, 'jti', 'act'),
    iat: count(statement.iat, 'iat'),
    exp: count(statement.exp, 'exp'),
    client: { id: identifier(client.id, 'client.id', 'cli'), name: text(client.name, 'client.name') },
    credential: {
      id: identifier(credential.id, 'credential.id', 'cred'),
      certificateFingerprint: hexDigest(credential.certificateFingerprint, 'credential.certificateFingerprint'),
      subject: text(credential.subject, 'credential.subject'),
    },
    documents,
    remainingChoice,
    ...readAsking(statement),
  };
}

/** @param {unknown} value @param {number} index @returns {StatedDocument} */
function readDocument(value, index) {
  const at = `documents[${index}]`;
  const one = members(value, at, ['label', 'labelSource', 'hash', 'hashAlgorithm']);
  const hashAlgorithm = text(one.hashAlgorithm, `${at}.hashAlgorithm`);
  const algorithm = digestAlgorithms.get(hashAlgorithm);
  if (!algorithm) throw unsupported(`${at}.hashAlgorithm`);
  const hash = text(one.hash, `${at}.hash`);
  if (fromBase64(hash)?.length !== algorithm.bytes) throw unsupported(`${at}.hash`);
  // A document without a name is shown as such; what is signed is its hash.
  const label = one.label === '' ? '' : text(one.label, `${at}.label`);
  return { label, labelSource: oneOf(one.labelSource, `${at}.labelSource`, LABEL_SOURCES), hash, hashAlgorithm };
}
