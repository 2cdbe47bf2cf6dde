import { messages } from '../messages.js';
import { hostOf, shownHash, shownMoment, technicalRows } from '../text/shown.js';
import { visibleLines, visibleText } from '../text/visible-text.js';

/** @typedef {import('../messages.js').Language} Language */

/**
 * Everything a person gets to see before a key becomes theirs, as plain text in one language.
 * @param {import('../statement.js').VerifiedEnrolment} verified
 * @param {Language} language
 * @param {string} [locale]
 */
export function describeEnrolment({ statement, challenge, keyId }, language, locale = language) {
  const say = messages[language];
  const { credential, terms, orderingClient, register } = statement;
  const { algorithms } = say.common;
  const provider = hostOf(statement.provider);
  const words = register.map((kind) => say.register.kinds[kind]);
  return {
    documentTitle: say.enrolment.documentTitle,
    title: say.enrolment.title,
    lead: say.enrolment.lead,
    algorithm: isNamed(credential.algorithm, algorithms) ? algorithms[credential.algorithm] : visibleText(credential.algorithm),
    keyThumbprint: shownHash('SHA-256', credential.keyThumbprint),
    provider,
    registers: words.length === 0 ? say.enrolment.registersNothing : words.join(', '),
    orders: orderingClient && { client: visibleText(orderingClient.name), warning: say.enrolment.ordersWarning(visibleText(orderingClient.name)) },
    expiry: shownMoment(statement.exp, locale),
    terms: { heading: say.enrolment.termsHeading(visibleText(terms.version)), paragraphs: visibleLines(terms.text) },
    consent: say.enrolment.consent,
    technical: technicalRows(say, [
      ['enrolment', statement.jti],
      ['credential', credential.id],
      ['signer', statement.signer],
      ['subscriber', statement.subscriber],
      ['provider', statement.provider],
      orderingClient && ['clientId', orderingClient.id],
      ['termsVersion', terms.version],
      ['policy', statement.policy.id],
      ['policyDigest', statement.policy.digest],
      ['issued', shownMoment(statement.iat, locale).text],
      ['encryptionKey', JSON.stringify(statement.encryptionKey)],
      ['nonce', statement.nonce],
      ['statementKey', keyId],
      ['challenge', challenge],
    ]),
  };
}

/**
 * @template {object} T
 * @param {string} name @param {T} names
 * @returns {name is Extract<keyof T, string>}
 */
function isNamed(name, names) {
  return Object.hasOwn(names, name);
}
