import { digestAlgorithms } from './digest-algorithms.js';
import { fromBase64, toHex } from './encoding.js';
import { messages } from './messages.js';
import { commonName } from './subject.js';
import { visibleText } from './visible-text.js';

/**
 * @typedef {import('./messages.js').Language} Language
 * @typedef {import('./messages.js').Messages} Messages
 * @typedef {import('./statement.js').VerifiedStatement} VerifiedStatement
 * @typedef {{ algorithm: string, start: string, full: string }} ShownHash
 * @typedef {{ label: string, labelSource: 'unverified' | 'client-signed', sourceNote: string, hash: ShownHash }} ShownDocument
 * @typedef {{ iso: string, text: string }} Moment
 * @typedef {{
 *   language: Language, title: string, lead: [string, string, string],
 *   client: string, certificate: { name: string | undefined, subject: string, fingerprint: ShownHash },
 *   signatures: string, evidence: string, expiry: Moment,
 *   documents: ShownDocument[], documentsHeading: string, unverifiedNote: string | undefined,
 *   furtherWarning: string | undefined, consent: string, technical: { term: string, value: string }[],
 * }} ApprovalView
 */

/**
 * Everything the signer gets to see of a verified statement, as plain text in one language. Nothing of the statement
 * is left out: what has no place in the main part stands under the technical details.
 * @param {VerifiedStatement} verified
 * @param {Language} language
 * @param {string} [locale] the signer's own form of that language, for dates
 * @returns {ApprovalView}
 */
export function describeStatement(verified, language, locale = language) {
  const { statement } = verified;
  const say = messages[language];
  const client = visibleText(statement.client.name);
  const count = statement.documents.length;
  const further = statement.remainingChoice > 0 ? say.further(statement.remainingChoice, client) : '';
  const name = commonName(statement.credential.subject);
  return {
    language,
    title: say.title(count),
    lead: say.lead(client, count),
    client,
    certificate: {
      name: name === undefined ? undefined : visibleText(name),
      subject: visibleText(statement.credential.subject),
      fingerprint: shownHash('SHA-256', statement.credential.certificateFingerprint),
    },
    signatures: `${count}${further}`,
    evidence: evidenceSentence(statement.evidence, say),
    expiry: moment(statement.exp, locale),
    documents: statement.documents.map((document) => ({
      label: visibleText(document.label).trim() || say.unnamed,
      labelSource: document.labelSource,
      sourceNote: say.labelSources[document.labelSource],
      hash: documentHash(document),
    })),
    documentsHeading: say.documentsHeading(count),
    unverifiedNote: statement.documents.some((one) => one.labelSource === 'unverified') ? say.unverifiedNote : undefined,
    furtherWarning: further === '' ? undefined : say.furtherWarning(client),
    consent: say.consent(count, further),
    technical: technicalDetails(verified, say, locale),
  };
}

/** @param {import('./statement-shape.js').StatedDocument} document @returns {ShownHash} */
function documentHash({ hash, hashAlgorithm }) {
  const bytes = fromBase64(hash) ?? new Uint8Array();
  return shownHash(digestAlgorithms.get(hashAlgorithm)?.name ?? hashAlgorithm, toHex(bytes));
}

/** @param {string} algorithm @param {string} hex @returns {ShownHash} */
function shownHash(algorithm, hex) {
  return { algorithm, start: `${hex.slice(0, 4)} ${hex.slice(4, 8)}`, full: hex };
}

/**
 * Alternatives of means that are all needed.
 * @param {string[][]} evidence @param {Messages} say
 */
function evidenceSentence(evidence, say) {
  return evidence.map((all) => all.map((kind) => say.evidenceKinds[kind] ?? kind).join(say.evidenceAnd)).join(say.evidenceOr);
}

/** @param {number} seconds @param {string} locale @returns {Moment} */
function moment(seconds, locale) {
  const date = new Date(seconds * 1000);
  const text = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(date);
  return { iso: date.toISOString(), text };
}

/** @param {VerifiedStatement} verified @param {Messages} say @param {string} locale */
function technicalDetails({ statement, challenge, keyId }, say, locale) {
  const { encryptionKey } = statement;
  /** @type {[import('./messages.js').TechnicalTerm, string][]} */
  const rows = [
    ['activation', statement.jti],
    ['clientId', statement.client.id],
    ['credential', statement.credential.id],
    ['subject', statement.credential.subject],
    ['policy', statement.policy.id],
    ['policyDigest', statement.policy.digest],
    ['issued', moment(statement.iat, locale).text],
    ['nonce', statement.nonce],
    ...(encryptionKey === undefined ? [] : [/** @type {['encryptionKey', string]} */ (['encryptionKey', JSON.stringify(encryptionKey)])]),
    ['statementKey', keyId],
    ['challenge', challenge],
  ];
  return rows.map(([term, value]) => ({ term: say.technical[term], value: visibleText(value) }));
}
