import { readNonce } from '../reading/asking.js';
import { base64Url, count, identifier, list, members, record, text } from '../reading/members.js';
import { readQuorumAct } from './act-shape.js';

/**
 * What the SAM commits to before several people decide something together (contracts, `proposalStatement`).
 * @typedef {{ id: string, name: string, passkey: string }} StatedApprover
 * @typedef {{ jti: string, iat: number, exp: number, act: import('./act-shape.js').QuorumAct,
 *   about: { name: string, value: string }[], quorumVersion: number, threshold: number,
 *   approvers: StatedApprover[], nonce: string }} ProposalStatement
 */

const MEMBERS = ['jti', 'iat', 'exp', 'act', 'about', 'quorumVersion', 'threshold', 'approvers', 'nonce'];

/**
 * @param {unknown} payload
 * @returns {ProposalStatement}
 * @throws {import('../refusal.js').Refusal} statement.unsupported
 */
export function readProposal(payload) {
  const statement = members(payload, 'statement', MEMBERS);
  return {
    jti: identifier(statement.jti, 'jti', 'prop'),
    iat: count(statement.iat, 'iat'),
    exp: count(statement.exp, 'exp'),
    act: readQuorumAct(statement.act),
    about: Object.entries(record(statement.about, 'about')).map(([name, value]) => ({ name, value: value === '' ? '' : text(value, `about.${name}`) })),
    quorumVersion: count(statement.quorumVersion, 'quorumVersion'),
    threshold: count(statement.threshold, 'threshold'),
    approvers: list(statement.approvers, 'approvers').map(readApprover),
    nonce: readNonce(statement.nonce),
  };
}

/** @param {unknown} value @param {number} index @returns {StatedApprover} */
function readApprover(value, index) {
  const at = `approvers[${index}]`;
  const { id, name, passkey } = members(value, at, ['id', 'name', 'passkey']);
  return { id: identifier(id, `${at}.id`, 'apr'), name: text(name, `${at}.name`), passkey: base64Url(passkey, `${at}.passkey`) };
}
