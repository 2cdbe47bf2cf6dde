import { element, isolated } from './element.js';

/**
 * @typedef {import('./model.js').ApprovalView} ApprovalView
 * @typedef {import('./messages.js').Messages} Messages
 */

/**
 * The request as elements, down to the decision.
 * @param {ApprovalView} view
 * @param {Messages} say
 */
export function approvalSections(view, say) {
  const [before, client, after] = view.lead;
  return [
    element(
      'header',
      { class: 'opening' },
      element('h1', { tabindex: '-1' }, view.title),
      element('p', { class: 'lead' }, before, element('strong', {}, isolated(client)), after),
      element('p', { class: 'verified' }, say.verified),
    ),
    parties(view, say),
    documents(view, say),
  ];
}

/** @param {ApprovalView} view @param {Messages} say */
export function technicalDetails(view, say) {
  return element(
    'details',
    { class: 'technical' },
    element('summary', {}, say.technicalHeading),
    element('dl', {}, ...view.technical.map(({ term, value }) => row(term, element('span', { class: 'exact' }, isolated(value))))),
  );
}

/** @param {ApprovalView} view @param {Messages} say */
function parties({ client, certificate, signatures, evidence, expiry }, say) {
  const { name, subject, fingerprint } = certificate;
  return element(
    'section',
    { class: 'card', 'aria-labelledby': 'parties' },
    element('h2', { id: 'parties', class: 'unseen' }, say.partiesHeading),
    element(
      'dl',
      { class: 'facts' },
      row(say.application, element('strong', {}, isolated(client))),
      row(
        say.certificate,
        name === undefined ? undefined : element('strong', {}, isolated(name)),
        element('span', { class: 'subject' }, isolated(subject)),
        hash(fingerprint, say.fingerprint, say),
      ),
      row(say.signatures, signatures),
      row(say.evidence, evidence),
      row(say.expiry, element('time', { datetime: expiry.iso }, expiry.text)),
    ),
  );
}

/** @param {ApprovalView} view @param {Messages} say */
function documents({ documents: shown, documentsHeading, unverifiedNote, furtherWarning }, say) {
  return element(
    'section',
    { class: 'documents', 'aria-labelledby': 'documents' },
    element('h2', { id: 'documents' }, documentsHeading),
    unverifiedNote === undefined ? undefined : element('p', { class: 'note' }, unverifiedNote),
    element(
      'ol',
      { class: 'card' },
      ...shown.map((document, index) =>
        element(
          'li',
          { class: 'document' },
          element('h3', {}, element('span', { class: 'unseen' }, `${say.documentNumber(index + 1, shown.length)}: `), isolated(document.label)),
          element('p', { class: `source ${document.labelSource}` }, document.sourceNote),
          hash(document.hash, say.hash, say),
        ),
      ),
    ),
    furtherWarning === undefined ? undefined : element('p', { class: 'warning' }, furtherWarning),
  );
}

/** @param {import('./model.js').ShownHash} shown @param {string} name @param {Messages} say */
function hash({ algorithm, start, full }, name, say) {
  return element(
    'details',
    { class: 'hash' },
    element(
      'summary',
      {},
      element('span', { class: 'name' }, `${name} (${algorithm})`),
      ' ',
      element('strong', { class: 'start' }, start),
      '… ',
      element('span', { class: 'more' }, say.fullHash),
    ),
    element('code', { class: 'exact' }, element('strong', {}, full.slice(0, 8)), full.slice(8)),
  );
}

/** @param {string} term @param {(Node | string | undefined)[]} description */
function row(term, ...description) {
  return element('div', {}, element('dt', {}, term), element('dd', {}, ...description));
}
