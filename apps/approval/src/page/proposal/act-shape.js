import { base64Url, count, entries, identifier, list, members, moment, oneOf, record, someOf, text, unsupported, webAddress } from '../reading/members.js';
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
 * @typedef {{ act: 'pin-provider-keys', issuer: string, keys: DatedKey[] }
 *   | { act: 'pin-client-keys', clientId: string, keys: PublicJwk[] }
 *   | { act: 'limit-client', clientId: string, multisign: number }
 *   | { act: 'remove-means', credentialId: string, meansId: string }
 *   | { act: 'replace-means', credentialId: string, meansId: string, by: Replacement }
 *   | { act: 'unlock-means', credentialId: string, meansId: string }
 *   | { act: 'resume-credential', credentialId: string }
 *   | { act: 'change-quorum', quorum: { threshold: number, approvers: Approver[] } }
 *   | { act: 'end-authority', authority: 'issuing', reason: string }
 *   | { act: 'reopen-journal', reason: string }} QuorumAct
 */

/** @type {readonly QuorumAct['act'][]} */
export const quorumActs = [
  .../** @type {const} */ (['pin-provider-keys', 'pin-client-keys', 'limit-client', 'remove-means']),
  .../** @type {const} */ (['replace-means', 'unlock-means', 'resume-credential', 'change-quorum']),
  .../** @type {const} */ (['end-authority', 'reopen-journal']),
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
    case 'reopen-journal':
      return { act, reason: text(has('reason').reason, 'act.reason') };
  }
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
  const { threshold, approvers } = members(value, 'act.quorum', ['threshold', 'approvers']);
  return { threshold: count(threshold, 'act.quorum.threshold'), approvers: list(approvers, 'act.quorum.approvers').map(readApprover) };
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
function client(value) {
  return identifier(value, 'act.clientId', 'cli');
}
