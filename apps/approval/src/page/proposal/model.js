import { messages } from '../messages.js';
import { shownMoment, technicalRows } from '../text/shown.js';
import { visibleText } from '../text/visible-text.js';
import { waitingWords } from '../text/waiting-time.js';
import { describeAct } from './act-model.js';

/** @typedef {import('../messages.js').Language} Language */

/**
 * Everything an approver gets to see of a proposal, as plain text in one language.
 * @param {import('../statement.js').VerifiedProposal} verified
 * @param {Language} language
 * @param {string} [locale]
 */
export async function describeProposal({ statement, challenge, keyId }, language, locale = language) {
  const say = messages[language];
  const { act, about, threshold, approvers } = statement;
  return {
    documentTitle: say.proposal.documentTitle,
    title: say.proposal.titles[act.act],
    lead: say.proposal.leads[act.act],
    about: about.map((one) => describeAbout(one, say)),
    parts: await describeAct(act, say, locale),
    decides: say.proposal.decides(threshold, approvers.length),
    approvers: approvers.map(({ id, name }) => ({ name: visibleText(name), id })),
    expiry: shownMoment(statement.exp, locale),
    consent: say.proposal.consent,
    technical: technicalRows(say, [
      ['proposal', statement.jti],
      ['quorumVersion', String(statement.quorumVersion)],
      ['issued', shownMoment(statement.iat, locale).text],
      ['passkeys', approvers.map(({ id, passkey }) => `${id} ${passkey}`).join(', ')],
      ['nonce', statement.nonce],
      ['statementKey', keyId],
      ['challenge', challenge],
    ]),
  };
}

/**
 * One of the SAM's own words about the thing; a name this page has no word for is shown as it is.
 * @param {{ name: string, value: string }} one @param {import('../messages.js').Messages} say
 */
function describeAbout({ name, value }, say) {
  /** @type {Record<string, string>} */
  const names = say.proposal.about;
  const isSeconds = name === 'waitSeconds' && /^[1-9]\d{0,9}$/.test(value);
  return {
    term: Object.hasOwn(names, name) ? (names[name] ?? name) : visibleText(name),
    value: isSeconds ? `${waitingWords(Number(value), say)} (${value} s)` : visibleText(value),
  };
}
