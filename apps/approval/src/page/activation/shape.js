import { ASKING, readAsking } from '../reading/asking.js';
import { readDocuments } from '../documents/shape.js';
import { count, hexDigest, identifier, members, text, unsupported } from '../reading/members.js';

/**
 * What the SAM commits to before a signature (contracts, `statement`).
 * @typedef {{ id: string, name: string }} Client
 * @typedef {{ id: string, certificateFingerprint: string, subject: string }} Credential
 * @typedef {{ jti: string, iat: number, exp: number, client: Client, credential: Credential,
 *   documents: import('../documents/shape.js').StatedDocument[], remainingChoice: number } & import('../reading/asking.js').Asking} Statement
 */

/**
 * @param {unknown} payload
 * @returns {Statement}
 * @throws {import('../refusal.js').Refusal} statement.unsupported
 */
export function readActivation(payload) {
  const statement = members(payload, 'statement', ['jti', 'iat', 'exp', 'client', 'credential', 'documents', 'remainingChoice', ...ASKING]);
  const client = members(statement.client, 'client', ['id', 'name']);
  const credential = members(statement.credential, 'credential', ['id', 'certificateFingerprint', 'subject']);
  const documents = readDocuments(statement.documents, 'documents');
  const remainingChoice = count(statement.remainingChoice, 'remainingChoice');
  // Nothing named and nothing to choose is nothing to decide.
  if (documents.length === 0 && remainingChoice === 0) throw unsupported('documents');
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
