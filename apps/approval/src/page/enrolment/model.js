import { describeDocuments } from '../documents/model.js';
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
  const { credential, terms, orderingClient, register, renews, session } = statement;
  const { algorithms } = say.common;
  // What is accepted is said in the words of what it is: a key of before is not one that was made.
  const kind = session ? ofSession(session, say) : renews ? say.enrolment.renewals[renews.kind] : say.enrolment;
  const provider = hostOf(statement.provider);
  const words = register.map((kind) => say.register.kinds[kind]);
  return {
    documentTitle: kind.documentTitle,
    title: kind.title,
    lead: kind.lead,
    algorithm: isNamed(credential.algorithm, algorithms) ? algorithms[credential.algorithm] : visibleText(credential.algorithm),
    keyThumbprint: shownHash('SHA-256', credential.keyThumbprint),
    provider,
    registers: words.length === 0 ? say.enrolment.registersNothing : words.join(', '),
    orders: orderingClient && { client: visibleText(orderingClient.name), warning: say.enrolment.ordersWarning(visibleText(orderingClient.name)) },
    session: session && { client: visibleText(session.client.name), ...describeDocuments(session.documents, say) },
    expiry: shownMoment(statement.exp, locale),
    terms: { heading: say.enrolment.termsHeading(visibleText(terms.version)), paragraphs: visibleLines(terms.text) },
    consent: kind.consent,
    renewed: renews && visibleText(renews.subject),
    technical: technicalRows(say, [
      ['enrolment', statement.jti],
      ['credential', credential.id],
      ['signer', statement.signer],
      ['subscriber', statement.subscriber],
      ['provider', statement.provider],
      orderingClient && ['clientId', orderingClient.id],
      session && ['clientId', session.client.id],
      renews && ['renewedCredential', renews.credential],
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
 * Documents to sign with a key of one session: that is what it is about, and the key is by the way.
 * @param {{ documents: unknown[] }} session
 * @param {import('../messages.js').Messages} say
 */
function ofSession({ documents: { length } }, { activation, enrolment }) {
  const { documentTitle, title, lead } = activation;
  return { documentTitle, title: title(length), lead: lead(length), consent: enrolment.session.consent(length) };
}

/**
 * @template {object} T
 * @param {string} name @param {T} names
 * @returns {name is Extract<keyof T, string>}
 */
function isNamed(name, names) {
  return Object.hasOwn(names, name);
}
