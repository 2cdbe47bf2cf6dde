import { digestAlgorithms as digestAlgorithmNames } from '../text/digest-algorithms.js';
import { hostOf } from '../text/shown.js';
import { visibleText } from '../text/visible-text.js';
import { coseThumbprint, jwkThumbprint } from './thumbprint.js';

/**
 * An act in rows of words, some of them under a heading of their own: one key, one person.
 * @typedef {import('../messages.js').Messages} Messages
 * `value` is compared character by character, `words` are this page's own.
 * @typedef {{ term: string, value: string } | { term: string, words: string } | { term: string, hash: import('../text/shown.js').ShownHash }} ActRow
 * @typedef {{ heading: string | undefined, rows: ActRow[] }} ActPart
 * @typedef {import('./act-shape.js').QuorumAct} QuorumAct
 */

/** Nothing of an act is left out. @param {QuorumAct} act @param {Messages} say @param {string} locale @returns {Promise<ActPart[]>} */
export async function describeAct(act, say, locale) {
  const words = say.proposal;
  const { terms } = words;
  switch (act.act) {
    case 'pin-provider-keys': {
      const dated = act.keys.map(async ({ key, notBefore, notAfter }, index) => {
        const dates = [told(terms.notBefore, dateOr(notBefore, words.always, locale)), told(terms.notAfter, dateOr(notAfter, words.always, locale))];
        return part(words.key(index + 1, act.keys.length, visibleText(key.kid)), ...(await keyRows(key, say)), ...dates);
      });
      return [part(undefined, told(terms.issuer, hostOf(act.issuer)), row(terms.issuerAddress, act.issuer)), ...(await Promise.all(dated))];
    }
    case 'pin-client-keys': {
      const keys = act.keys.map(async (key, index) => part(words.key(index + 1, act.keys.length, visibleText(key.kid)), ...(await keyRows(key, say))));
      const none = act.keys.length === 0 ? [told(terms.algorithm, words.noKeys)] : [];
      return [part(undefined, row(terms.client, act.clientId), ...none), ...(await Promise.all(keys))];
    }
    case 'limit-client':
      return [part(undefined, row(terms.client, act.clientId), told(terms.multisign, words.atMost(act.multisign)))];
    case 'remove-means':
    case 'unlock-means':
      return [part(undefined, row(terms.credential, act.credentialId), row(terms.means, act.meansId))];
    case 'replace-means':
      return [part(undefined, row(terms.credential, act.credentialId), row(terms.means, act.meansId), ...(await replacementRows(act.by, say)))];
    case 'end-authority':
      return [part(undefined, row(terms.authority, act.authority), row(terms.reason, act.reason))];
    case 'open-container': {
      const { to, reference } = act.delegation ?? { to: undefined, reference: '' };
      const delegation = to === undefined ? [told(terms.delegatedTo, words.nobody)] : [row(terms.delegatedTo, to), row(terms.delegatedBy, reference)];
      return [
        part(
          undefined,
          row(terms.containerName, act.name),
          row(terms.client, act.clientId),
          ...limitRows(act.limits, say),
          ...delegation,
          row(terms.container, act.containerId),
        ),
      ];
    }
    case 'resume-container':
      return [part(undefined, row(terms.container, act.containerId))];
    case 'close-container':
      return [part(undefined, row(terms.container, act.containerId), row(terms.reason, act.reason))];
    case 'grant-role':
      return [part(undefined, told(terms.role, words.roles[act.role]), row(terms.operator, act.operatorName), row(terms.identifier, act.operatorId))];
    case 'end-service':
    case 'reopen-journal':
      return [part(undefined, row(terms.reason, act.reason))];
    case 'resume-credential':
      return [part(undefined, row(terms.credential, act.credentialId))];
    case 'change-quorum': {
      const { threshold, approvers, thresholds = {} } = act.quorum;
      const deciders = approvers.filter(({ duties }) => duties.includes('approver')).length;
      const people = approvers.map(async ({ id, name, duties, passkey }, index) =>
        part(
          words.person(index + 1, approvers.length, visibleText(name)),
          told(terms.duties, duties.map((duty) => words.duties[duty]).join(', ')),
          ...(await passkeyRows(passkey, say)),
          row(terms.identifier, id),
        ),
      );
      const more = Object.entries(thresholds).map(([name, count]) => told(titleOf(name, say), words.atLeast(count, deciders)));
      return [part(undefined, told(terms.threshold, words.atLeast(threshold, deciders)), ...more), ...(await Promise.all(people))];
    }
  }
}

/** @param {import('./act-shape.js').ContainerLimits} limits @param {Messages} say @returns {ActRow[]} */
function limitRows({ perDay, hours, digestAlgorithms }, say) {
  const { terms, ...words } = say.proposal;
  const digests = (digestAlgorithms ?? []).map((oid) => `${digestAlgorithmNames.get(oid)?.name ?? '?'} (${oid})`);
  return [
    told(terms.perDay, words.atMost(perDay)),
    told(terms.hours, hours ? words.hours(hours.from, hours.to) : words.allDay),
    digests.length === 0 ? told(terms.digests, words.allDigests) : row(terms.digests, digests.join(', ')),
  ];
}

/** What an act is called; the name itself for one this page has no word for. @param {string} name @param {Messages} say */
function titleOf(name, say) {
  /** @type {Record<string, string>} */
  const titles = say.proposal.titles;
  return titles[name] ?? name;
}

/** @param {import('./act-shape.js').Replacement} by @param {Messages} say @returns {Promise<ActRow[]>} */
async function replacementRows(by, say) {
  const { terms, replacements } = say.proposal;
  switch (by.kind) {
    case 'oidc':
      return [told(terms.newMeans, replacements.oidc), row(terms.issuer, by.issuer), row(terms.account, by.subject)];
    case 'passkey':
      return [told(terms.newMeans, replacements.passkey), ...(await passkeyRows(by.passkey, say))];
    case 'one-time-code':
      return [told(terms.newMeans, replacements[by.channel]), row(terms.address, by.address)];
  }
}

/** @param {import('./act-shape.js').ApproverPasskey} passkey @param {Messages} say @returns {Promise<ActRow[]>} */
async function passkeyRows({ id, publicKey }, say) {
  const { terms } = say.proposal;
  return [{ term: say.common.thumbprint, hash: await coseThumbprint(publicKey) }, row(terms.passkey, id), row(terms.members, publicKey)];
}

/** @param {import('./act-shape.js').PublicJwk} key @param {Messages} say @returns {Promise<ActRow[]>} */
async function keyRows(key, say) {
  const { terms } = say.proposal;
  const thumbprint = await jwkThumbprint(key);
  return [
    { term: say.common.thumbprint, hash: thumbprint.hash },
    row(terms.thumbprintText, thumbprint.text),
    row(terms.algorithm, [key.kty, key['crv'], key['alg']].filter((one) => one !== undefined).join(', ')),
    row(terms.members, JSON.stringify(key)),
  ];
}

/** @param {string | undefined} moment @param {string} otherwise @param {string} locale */
function dateOr(moment, otherwise, locale) {
  if (moment === undefined) return otherwise;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'long' }).format(new Date(moment));
}

/** @param {string} term @param {string} value @returns {ActRow} */
function row(term, value) {
  return { term, value: visibleText(value) };
}

/** @param {string} term @param {string} words @returns {ActRow} */
function told(term, words) {
  return { term, words };
}

/** @param {string | undefined} heading @param {ActRow[]} rows @returns {ActPart} */
function part(heading, ...rows) {
  return { heading, rows };
}
