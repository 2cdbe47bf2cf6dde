import { registeredKinds } from '../enrolment/shape.js';
import { ASKING, readAsking } from '../reading/asking.js';
import { count, identifier, members, oneOf, record, text, unsupported } from '../reading/members.js';

/**
 * What the SAM commits to before a signer's change of a credential (contracts, `changeStatement`).
 * @typedef {{ act: 'add-means', kind: import('../enrolment/shape.js').RegisteredKind }
 *   | { act: 'remove-means', meansId: string } | { act: 'resume' } | { act: 'destroy' }} Change
 * @typedef {{ kind: 'passkey' | 'oidc' | 'one-time-code' | 'pin' | 'totp' | 'order', hint: string }} Removed
 * @typedef {{ jti: string, iat: number, exp: number, credential: { id: string, subject: string }, change: Change,
 *   removed?: Removed, waitSeconds: number } & import('../reading/asking.js').Asking} ChangeStatement
 */

/**
 * @param {unknown} payload
 * @returns {ChangeStatement}
 * @throws {import('../refusal.js').Refusal} statement.unsupported
 */
export function readChange(payload) {
  const statement = members(payload, 'statement', ['jti', 'iat', 'exp', 'credential', 'change', 'waitSeconds', ...ASKING], ['removed']);
  const credential = members(statement.credential, 'credential', ['id', 'subject']);
  const change = readAct(statement.change);
  return {
    jti: identifier(statement.jti, 'jti', 'chg'),
    iat: count(statement.iat, 'iat'),
    exp: count(statement.exp, 'exp'),
    credential: { id: identifier(credential.id, 'credential.id', 'cred'), subject: text(credential.subject, 'credential.subject') },
    change,
    ...readRemoved(statement.removed, change),
    waitSeconds: count(statement.waitSeconds, 'waitSeconds'),
    ...readAsking(statement),
  };
}

const meansKinds = /** @type {const} */ (['passkey', 'oidc', 'one-time-code', 'pin', 'totp', 'order']);

/** A removal says what goes in words; an identifier alone would be approved unseen. @param {unknown} value @param {Change} change @returns {{ removed?: Removed }} */
function readRemoved(value, change) {
  if (change.act !== 'remove-means') {
    if (value !== undefined) throw unsupported('removed without a removal');
    return {};
  }
  const removed = members(value, 'removed', ['kind', 'hint']);
  return { removed: { kind: oneOf(removed.kind, 'removed.kind', meansKinds), hint: removed.hint === '' ? '' : text(removed.hint, 'removed.hint') } };
}

/** @param {unknown} value @returns {Change} */
function readAct(value) {
  const act = oneOf(record(value, 'change').act, 'change.act', /** @type {const} */ (['add-means', 'remove-means', 'resume', 'destroy']));
  switch (act) {
    case 'add-means':
      return { act, kind: oneOf(members(value, 'change', ['act', 'kind']).kind, 'change.kind', registeredKinds) };
    case 'remove-means':
      return { act, meansId: identifier(members(value, 'change', ['act', 'meansId']).meansId, 'change.meansId', 'mns') };
    case 'resume':
    case 'destroy':
      members(value, 'change', ['act']);
      return { act };
  }
}
