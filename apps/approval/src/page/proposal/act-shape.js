import {
  base64Url,
  count,
  entries,
  identifier,
  list,
  matching,
  members,
  moment,
  oneOf,
  record,
  someOf,
  text,
  unsupported,
  webAddress,
} from '../reading/members.js';
import { readPublicJwk } from '../reading/public-key.js';

/**
 * What a quorum can do, and nothing else (contracts, `quorumAct`).
 * @typedef {import('../reading/public-key.js').PublicJwk} PublicJwk
 * @typedef {{ key: PublicJwk, notBefore?: string, notAfter?: string }} DatedKey
 * @typedef {{ id: string, publicKey: string }} ApproverPasskey
 * @typedef {'approver' | 'supervisor'} Duty
 * @typedef {{ id: string, name: string, duties: Duty[], passkey: ApproverPasskey }} Approver
 * @typedef {{ kind: 'oidc', issuer: string, subject: string } | { kind: 'passkey', passkey: ApproverPasskey }
 *   | { kind: 'one-time-code', channel: 'sms' | 'email', address: string }} Replacement
 * @typedef {typeof trustRoles[number]} TrustRole
 * @typedef {{ perDay: number, hours?: { from: number, to: number }, digestAlgorithms?: string[] }} ContainerLimits
 * @typedef {{ act: 'pin-provider-keys', issuer: string, keys: DatedKey[] }
 *   | { act: 'pin-client-keys', clientId: string, keys: PublicJwk[] }
 *   | { act: 'limit-client', clientId: string, multisign: number }
 *   | { act: 'remove-means', credentialId: string, meansId: string }
 *   | { act: 'replace-means', credentialId: string, meansId: string, by: Replacement }
 *   | { act: 'unlock-means', credentialId: string, meansId: string }
 *   | { act: 'resume-credential', credentialId: string }
 *   | { act: 'change-quorum', quorum: { threshold: number, approvers: Approver[], thresholds?: Record<string, number> } }
 *   | { act: 'open-container', containerId: string, clientId: string, name: string, limits: ContainerLimits, delegation?: { to: string, reference: string } }
 *   | { act: 'resume-container', containerId: string }
 *   | { act: 'close-container', containerId: string, reason: string }
 *   | { act: 'grant-role', operatorId: string, operatorName: string, role: TrustRole }
 *   | { act: 'end-authority', authority: 'issuing', reason: string }
 *   | { act: 'end-service', reason: string }
 *   | { act: 'reopen-journal', reason: string }} QuorumAct
 */

/** Roles of trust (contracts, `trustRoles`). */
export const trustRoles = /** @type {const} */ ([
  'security-officer',
  'application-manager',
  'system-engineer',
  'system-operator',
  'auditor',
  'hsm-administrator',
  'registration-officer',
  'revocation-officer',
  'share-holder',
]);

/** @type {readonly QuorumAct['act'][]} */
export const quorumActs = [
  .../** @type {const} */ (['pin-provider-keys', 'pin-client-keys', 'limit-client', 'remove-means']),
  .../** @type {const} */ (['replace-means', 'unlock-means', 'resume-credential', 'change-quorum']),
  .../** @type {const} */ (['end-authority', 'end-service', 'grant-role', 'reopen-journal']),
  .../** @type {const} */ (['open-container', 'resume-container', 'close-container']),
];

/** @param {unknown} value @returns {QuorumAct} */
export function readQuorumAct(value) {
  const act = oneOf(record(value, 'act').act, 'act.act', quorumActs);
  const has = (/** @type {string[]} */ ...names) => members(value, 'act', ['act', ...names]);
  switch (act) {
    case 'pin-provider-keys': {
      const { issuer, keys } = has('issuer', 'keys');
      return { act, issuer: webAddress(issuer, 'act.issuer'), keys: list(keys, 'act.keys').map(readDatedKey) };
    }
    case 'pin-client-keys': {
      const { clientId, keys } = has('clientId', 'keys');
      return { act, clientId: client(clientId), keys: entries(keys, 'act.keys').map((key, index) => readPublicJwk(key, `act.keys[${index}]`)) };
    }
    case 'limit-client': {
      const { clientId, multisign } = has('clientId', 'multisign');
      return { act, clientId: client(clientId), multisign: count(multisign, 'act.multisign') };
    }
    case 'remove-means':
    case 'unlock-means':
      return { act, ...meansOfCredential(has('credentialId', 'meansId')) };
    case 'replace-means': {
      const found = has('credentialId', 'meansId', 'by');
      return { act, ...meansOfCredential(found), by: readReplacement(found.by) };
    }
    case 'resume-credential':
      return { act, credentialId: credential(has('credentialId').credentialId) };
    case 'change-quorum':
      return { act, quorum: readQuorum(has('quorum').quorum) };
    case 'end-authority': {
      const { authority, reason } = has('authority', 'reason');
      return { act, authority: oneOf(authority, 'act.authority', /** @type {const} */ (['issuing'])), reason: text(reason, 'act.reason') };
    }
    case 'open-container':
      return readOpening(value, act);
    case 'resume-container':
      return { act, containerId: container(has('containerId').containerId) };
    case 'close-container': {
      const { containerId, reason } = has('containerId', 'reason');
      return { act, containerId: container(containerId), reason: text(reason, 'act.reason') };
    }
    case 'grant-role': {
      const { operatorId, operatorName, role } = has('operatorId', 'operatorName', 'role');
      return {
        act,
        operatorId: identifier(operatorId, 'act.operatorId', 'opr'),
        operatorName: text(operatorName, 'act.operatorName'),
        role: oneOf(role, 'act.role', trustRoles),
      };
    }
    case 'end-service':
    case 'reopen-journal':
      return { act, reason: text(has('reason').reason, 'act.reason') };
  }
}

/** @param {unknown} value @param {'open-container'} act @returns {QuorumAct} */
function readOpening(value, act) {
  const { containerId, clientId, name, limits, delegation } = members(value, 'act', ['act', 'containerId', 'clientId', 'name', 'limits'], ['delegation']);
  const opening = { act, containerId: container(containerId), clientId: client(clientId), name: text(name, 'act.name'), limits: readLimits(limits) };
  if (delegation === undefined) return opening;
  const { to, reference } = members(delegation, 'act.delegation', ['to', 'reference']);
  return { ...opening, delegation: { to: text(to, 'act.delegation.to'), reference: text(reference, 'act.delegation.reference') } };
}

/** @param {unknown} value @returns {ContainerLimits} */
function readLimits(value) {
  const at = 'act.limits';
  const { perDay, hours, digestAlgorithms } = members(value, at, ['perDay'], ['hours', 'digestAlgorithms']);
  const { from, to } = hours === undefined ? { from: 0, to: 0 } : members(hours, `${at}.hours`, ['from', 'to']);
  return {
    perDay: count(perDay, `${at}.perDay`),
    ...(hours === undefined ? {} : { hours: { from: count(from, `${at}.hours.from`), to: count(to, `${at}.hours.to`) } }),
    ...(digestAlgorithms === undefined
      ? {}
      : { digestAlgorithms: list(digestAlgorithms, `${at}.digestAlgorithms`).map((one) => matching(one, `${at}.digestAlgorithms`, /^\d+(?:\.\d+)+$/)) }),
  };
}

/** @param {unknown} value @param {number} index @returns {DatedKey} */
function readDatedKey(value, index) {
  const at = `act.keys[${index}]`;
  const { key, notBefore, notAfter } = members(value, at, ['key'], ['notBefore', 'notAfter']);
  return {
    key: readPublicJwk(key, `${at}.key`),
    ...(notBefore === undefined ? {} : { notBefore: moment(notBefore, `${at}.notBefore`) }),
    ...(notAfter === undefined ? {} : { notAfter: moment(notAfter, `${at}.notAfter`) }),
  };
}

/** @param {unknown} value @returns {Replacement} */
function readReplacement(value) {
  const kind = oneOf(record(value, 'act.by').kind, 'act.by.kind', /** @type {const} */ (['oidc', 'passkey', 'one-time-code']));
  switch (kind) {
    case 'oidc': {
      const { issuer, subject } = members(value, 'act.by', ['kind', 'issuer', 'subject']);
      return { kind, issuer: webAddress(issuer, 'act.by.issuer'), subject: text(subject, 'act.by.subject') };
    }
    case 'passkey':
      return { kind, passkey: readPasskey(members(value, 'act.by', ['kind', 'passkey']).passkey, 'act.by.passkey') };
    case 'one-time-code': {
      const { channel, address } = members(value, 'act.by', ['kind', 'channel', 'address']);
      return { kind, channel: oneOf(channel, 'act.by.channel', /** @type {const} */ (['sms', 'email'])), address: text(address, 'act.by.address') };
    }
  }
}

/** @param {unknown} value */
function readQuorum(value) {
  const { threshold, approvers, thresholds } = members(value, 'act.quorum', ['threshold', 'approvers'], ['thresholds']);
  return {
    threshold: count(threshold, 'act.quorum.threshold'),
    approvers: list(approvers, 'act.quorum.approvers').map(readApprover),
    ...(thresholds === undefined ? {} : { thresholds: readThresholds(thresholds) }),
  };
}

/** Each of an act this page knows. @param {unknown} value @returns {Record<string, number>} */
function readThresholds(value) {
  const at = 'act.quorum.thresholds';
  return Object.fromEntries(Object.entries(record(value, at)).map(([act, one]) => [oneOf(act, at, quorumActs), count(one, `${at}.${act}`)]));
}

/** @param {unknown} value @param {number} index @returns {Approver} */
function readApprover(value, index) {
  const at = `act.quorum.approvers[${index}]`;
  const { id, name, duties, passkey } = members(value, at, ['id', 'name', 'duties', 'passkey']);
  const some = someOf(duties, `${at}.duties`, /** @type {const} */ (['approver', 'supervisor']));
  if (some.length === 0) throw unsupported(`${at}.duties`);
  return { id: identifier(id, `${at}.id`, 'apr'), name: text(name, `${at}.name`), duties: some, passkey: readPasskey(passkey, `${at}.passkey`) };
}

/** @param {unknown} value @param {string} at @returns {ApproverPasskey} */
function readPasskey(value, at) {
  const { id, publicKey } = members(value, at, ['id', 'publicKey']);
  return { id: base64Url(id, `${at}.id`), publicKey: base64Url(publicKey, `${at}.publicKey`) };
}

/** @param {Record<string, unknown>} found */
function meansOfCredential({ credentialId, meansId }) {
  return { credentialId: credential(credentialId), meansId: identifier(meansId, 'act.meansId', 'mns') };
}

/** @param {unknown} value */
function credential(value) {
  return identifier(value, 'act.credentialId', 'cred');
}

/** @param {unknown} value */
function container(value) {
  return identifier(value, 'act.containerId', 'ctr');
}

/** @param {unknown} value */
function client(value) {
  return identifier(value, 'act.clientId', 'cli');
}
