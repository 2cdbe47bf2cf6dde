import { describeDocuments } from '../documents/model.js';
import { askingRows, evidenceLines } from '../evidence/model.js';
import { messages } from '../messages.js';
import { shownHash, shownMoment, technicalRows } from '../text/shown.js';
import { commonName } from '../text/subject.js';
import { visibleText } from '../text/visible-text.js';

/**
 * @typedef {import('../messages.js').Language} Language
 * @typedef {import('../text/shown.js').ShownHash} ShownHash
 * @typedef {{ name: string | undefined, subject: string, fingerprint: ShownHash }} ShownCertificate
 * @typedef {{
 *   language: Language, documentTitle: string, title: string, lead: string, client: string, certificate: ShownCertificate,
 *   signatures: string, evidence: string[], expiry: import('../text/shown.js').ShownMoment,
 *   further: { heading: string, warning: string } | undefined, consent: string, technical: import('../text/shown.js').TechnicalRow[],
 * } & import('../documents/model.js').ShownDocuments} ApprovalView
 */

/**
 * Everything the signer gets to see of a verified statement, as plain text in one language. Nothing of the statement
 * is left out: what has no place in the main part stands under the technical details.
 * @param {import('../statement.js').VerifiedStatement} verified
 * @param {Language} language
 * @param {string} [locale] the signer's own form of that language, for dates
 * @returns {ApprovalView}
 */
export function describeStatement({ statement, challenge, keyId }, language, locale = language) {
  const say = messages[language];
  const client = visibleText(statement.client.name);
  const count = statement.documents.length;
  const choice = statement.remainingChoice;
  const isUnseen = count === 0;
  const further = choice > 0 ? say.activation.further(choice, client) : '';
  const furtherHeading = isUnseen ? say.activation.unseenHeading(choice, client) : say.activation.furtherHeading(choice, client);
  return {
    language,
    documentTitle: say.activation.documentTitle,
    title: say.activation.title(count),
    lead: say.activation.lead(count),
    client,
    certificate: describeCertificate(statement.credential),
    signatures: isUnseen ? furtherHeading : `${count}${further}`,
    evidence: evidenceLines(statement.evidence, statement.means, say),
    expiry: shownMoment(statement.exp, locale),
    ...describeDocuments(statement.documents, say),
    further: choice > 0 ? { heading: furtherHeading, warning: say.activation.furtherWarning(client) } : undefined,
    consent: isUnseen ? say.activation.unseenConsent(choice, client) : say.activation.consent(count, further),
    technical: technicalRows(say, [
      ['activation', statement.jti],
      ['clientId', statement.client.id],
      ['credential', statement.credential.id],
      ['subject', statement.credential.subject],
      ['issued', shownMoment(statement.iat, locale).text],
      ...askingRows(statement),
      ['statementKey', keyId],
      ['challenge', challenge],
    ]),
  };
}

/** @param {import('./shape.js').Credential} credential @returns {ShownCertificate} */
function describeCertificate({ subject, certificateFingerprint }) {
  const name = commonName(subject);
  return {
    name: name === undefined ? undefined : visibleText(name),
    subject: visibleText(subject),
    fingerprint: shownHash('SHA-256', certificateFingerprint),
  };
}
