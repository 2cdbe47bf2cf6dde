import { capitalised, hostOf } from '../text/shown.js';
import { visibleText } from '../text/visible-text.js';

/**
 * @typedef {import('../reading/asking.js').EvidenceKind} EvidenceKind
 * @typedef {import('../reading/asking.js').StatedMeans} StatedMeans
 * @typedef {import('../reading/asking.js').StatedCode} StatedCode
 * @typedef {import('../messages.js').Messages} Messages
 */

/** A kind of evidence in the words of the signer's own means. @param {EvidenceKind} kind @param {StatedMeans} means @param {Messages} say */
export function kindWords(kind, { provider, code }, { evidence: { kinds, nameless } }) {
  switch (kind) {
    case 'oidc':
      return provider === undefined ? nameless.oidc : kinds.oidc(hostOf(provider));
    case 'one-time-code':
      return code ? kinds.code(visibleCode(code)) : nameless.code;
    case 'supervised-code':
      return code ? kinds.supervised(visibleCode(code)) : nameless.supervised;
    default:
      return kinds[kind];
  }
}

/** Kinds that are all needed, as one name. @param {readonly EvidenceKind[]} kinds @param {StatedMeans} means @param {Messages} say */
export function combinationWords(kinds, means, say) {
  return capitalised(kinds.map((kind) => kindWords(kind, means, say)).join(say.common.and));
}

/** Alternatives of combinations, each in a line of its own. @param {EvidenceKind[][]} evidence @param {StatedMeans} means @param {Messages} say */
export function evidenceLines(evidence, means, say) {
  return evidence.map((kinds, index) => {
    const words = kinds.map((kind) => kindWords(kind, means, say)).join(say.common.and);
    return index === 0 ? capitalised(words) : `${say.common.or} ${words}`;
  });
}

/** @param {StatedCode} code @returns {StatedCode} */
export function visibleCode({ channel, hint }) {
  return { channel, hint: visibleText(hint) };
}

/**
 * What a statement says about evidence and the main part does not show.
 * @param {import('../reading/asking.js').Asking} asking
 * @returns {([keyof Messages['common']['technical'], string] | undefined)[]}
 */
export function askingRows({ means: { passkeys, provider, supervisors }, encryptionKey, policy, nonce }) {
  return [
    provider === undefined ? undefined : ['provider', provider],
    passkeys && ['passkeys', passkeys.map(({ id, transports }) => [id, ...transports].join(' ')).join(', ')],
    supervisors && ['supervisors', supervisors.map(({ id, name, passkey }) => `${name} ${id} ${passkey}`).join(', ')],
    ['policy', policy.id],
    ['policyDigest', policy.digest],
    ['encryptionKey', JSON.stringify(encryptionKey)],
    ['nonce', nonce],
  ];
}
