import { messages } from '../messages.js';
import { shownMoment, technicalRows } from '../text/shown.js';
import { visibleText } from '../text/visible-text.js';
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
  /** @type {Record<string, string>} */
  const names = say.proposal.about;
  return {
    documentTitle: say.proposal.documentTitle,
    title: say.proposal.titles[act.act],
    lead: say.proposal.leads[act.act],
    // The SAM's own words about the thing; a name this page has no word for is shown as it is.
    about: about.map(({ name, value }) => ({ term: Object.hasOwn(names, name) ? (names[name] ?? name) : visibleText(name), value: visibleText(value) })),
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
