import { registeredKinds } from '../enrolment/shape.js';
import { ASKING, readAsking } from '../reading/asking.js';
import { count, identifier, members, oneOf, record, text } from '../reading/members.js';

/**
 * What the SAM commits to before a signer's change of a credential (contracts, `changeStatement`).
 * @typedef {{ act: 'add-means', kind: import('../enrolment/shape.js').RegisteredKind }
 *   | { act: 'remove-means', meansId: string } | { act: 'resume' }} Change
 * @typedef {{ jti: string, iat: number, exp: number, credential: { id: string, subject: string }, change: Change,
 *   waitSeconds: number } & import('../reading/asking.js').Asking} ChangeStatement
 */

/**
 * @param {unknown} payload
 * @returns {ChangeStatement}
 * @throws {import('../refusal.js').Refusal} statement.unsupported
 */
export function readChange(payload) {
  const statement = members(payload, 'statement', ['jti', 'iat', 'exp', 'credential', 'change', 'waitSeconds', ...ASKING]);
  const credential = members(statement.credential, 'credential', ['id', 'subject']);
  return {
    jti: identifier(statement.jti, 'jti', 'chg'),
    iat: count(statement.iat, 'iat'),
    exp: count(statement.exp, 'exp'),
    credential: { id: identifier(credential.id, 'credential.id', 'cred'), subject: text(credential.subject, 'credential.subject') },
    change: readAct(statement.change),
    waitSeconds: count(statement.waitSeconds, 'waitSeconds'),
    ...readAsking(statement),
  };
}

/** @param {unknown} value @returns {Change} */
function readAct(value) {
  const act = oneOf(record(value, 'change').act, 'change.act', /** @type {const} */ (['add-means', 'remove-means', 'resume']));
  switch (act) {
    case 'add-means':
      return { act, kind: oneOf(members(value, 'change', ['act', 'kind']).kind, 'change.kind', registeredKinds) };
    case 'remove-means':
      return { act, meansId: identifier(members(value, 'change', ['act', 'meansId']).meansId, 'change.meansId', 'mns') };
    case 'resume':
      members(value, 'change', ['act']);
      return { act };
  }
}
