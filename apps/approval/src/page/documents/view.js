import { element, isolated } from '../parts/element.js';
import { hash, wholeHash } from '../parts/facts.js';
import { searchFor } from './search.js';

/**
 * @typedef {import('./model.js').ShownDocuments & { further?: { heading: string, warning: string } | undefined }} SectionOfDocuments
 * @typedef {import('./groups.js').ListedDocument} ListedDocument
 * @typedef {import('./groups.js').DocumentGroup} DocumentGroup
 * @typedef {import('../messages.js').Messages} Messages
 */

/** A longer group scrolls within itself, so that the decision stays within reach and no name is hidden. */
const LONG = 12;

/** The documents, each by name and hash, and what else may come. @param {SectionOfDocuments} view @param {Messages} say */
export function documentsSection({ documents, groups, documentsHeading, noneNamed, unverifiedNote, further }, say) {
  return element(
    'section',
    { class: 'documents', 'aria-labelledby': 'documents' },
    element('h2', { id: 'documents' }, documentsHeading),
    noneNamed === undefined ? undefined : element('p', { class: 'warning' }, noneNamed),
    unverifiedNote === undefined ? undefined : element('p', { class: 'note' }, unverifiedNote),
    ...(groups ? groupedDocuments(groups, documents.length, say) : documents.length > 0 ? [fewDocuments(documents, say)] : []),
    further && element('div', { class: 'warning further' }, element('h3', {}, further.heading), element('p', {}, further.warning)),
  );
}

/** @param {ListedDocument[]} documents @param {Messages} say */
function fewDocuments(documents, say) {
  const items = documents.map((document) =>
    element(
      'li',
      { class: 'document' },
      number(document.position),
      element('h3', {}, unseenNumber(document.position, documents.length, say), name(document, say)),
      document.label === undefined ? undefined : element('p', { class: `source ${document.labelSource}` }, say.documents.sources[document.labelSource]),
      hash(document.hash, say.common.hash, say),
    ),
  );
  return element('ol', { class: documents.length === 1 ? 'card single' : 'card' }, ...items);
}

/** @param {DocumentGroup[]} groups @param {number} total @param {Messages} say */
function groupedDocuments(groups, total, say) {
  /** @type {{ document: ListedDocument, item: HTMLElement }[]} */
  const listed = [];
  const sections = groups.map((group, index) => {
    const items = group.documents.map((document) => {
      const item = compactDocument(document, total, say);
      listed.push({ document, item });
      return item;
    });
    return { section: groupSection(group, `group-${index}`, items, say), items };
  });

  const found = element('p', { class: 'found', role: 'status' }, say.documents.found(total, total));
  const search = element('input', { type: 'search', id: 'search', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'search-hint' });
  search.addEventListener('input', () => {
    const isMeant = searchFor(search.value);
    for (const { document, item } of listed) item.hidden = !isMeant(document);
    for (const { section, items } of sections) section.hidden = items.every((item) => item.hidden);
    found.textContent = say.documents.found(listed.filter(({ item }) => !item.hidden).length, total);
  });
  const hashes = element('button', { type: 'button', class: 'quiet', 'aria-pressed': 'false' }, say.documents.showHashes);
  const all = element('div', { class: 'groups' }, ...sections.map(({ section }) => section));
  hashes.addEventListener('click', () => hashes.setAttribute('aria-pressed', String(all.classList.toggle('whole'))));
  const tools = element(
    'div',
    { class: 'card search', role: 'search' },
    element('label', { for: 'search' }, say.documents.search),
    search,
    element('p', { class: 'note', id: 'search-hint' }, say.documents.searchHint(total)),
    element('div', { class: 'row' }, found, hashes),
  );
  return [tools, all];
}

/** @param {DocumentGroup} group @param {string} id @param {HTMLElement[]} items @param {Messages} say */
function groupSection({ kind, title, labelSource, documents }, id, items, say) {
  const { groups, sources, groupSources, countIn, scroll } = say.documents;
  const heading = kind === 'series' ? [isolated(title), countIn(documents.length)] : [groups[kind](documents.length)];
  const list = element('ol', {}, ...items);
  const scrolls = documents.length > LONG;
  return element(
    'section',
    { class: 'card group', 'aria-labelledby': id },
    element('h3', { id }, ...heading),
    kind === 'unnamed' ? undefined : element('p', { class: `source ${labelSource}` }, (documents.length === 1 ? sources : groupSources)[labelSource]),
    scrolls ? element('p', { class: 'note' }, scroll(documents.length)) : undefined,
    scrolls ? element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-labelledby': id }, list) : list,
  );
}

/** @param {ListedDocument} document @param {number} total @param {Messages} say */
function compactDocument(document, total, say) {
  const { algorithm, start, full } = document.hash;
  return element(
    'li',
    { class: 'document compact' },
    number(document.position),
    element('p', { class: 'name' }, unseenNumber(document.position, total, say), name(document, say)),
    element(
      'p',
      { class: 'fingerprint' },
      element('span', { class: 'note' }, `${say.common.hash} (${algorithm}) `),
      element('span', { class: 'beginning' }, element('strong', { class: 'start' }, start), '…'),
      wholeHash(full),
    ),
  );
}

/** @param {number} position */
function number(position) {
  return element('span', { class: 'number', 'aria-hidden': 'true' }, String(position));
}

/** @param {number} position @param {number} total @param {Messages} say */
function unseenNumber(position, total, say) {
  return element('span', { class: 'unseen' }, `${say.documents.number(position, total)}: `);
}

/** @param {ListedDocument} document @param {Messages} say */
function name({ label }, say) {
  return label === undefined ? element('em', {}, say.documents.unnamed) : isolated(label);
}
