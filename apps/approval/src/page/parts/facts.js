import { element, isolated } from './element.js';

/** @typedef {import('../messages.js').Messages} Messages */

/** Facts in rows of a term and what it is. @param {(Node | undefined)[]} rows */
export function facts(...rows) {
  return element('dl', { class: 'facts' }, ...rows);
}

/** @param {string} term @param {(Node | string | undefined)[]} description */
export function row(term, ...description) {
  return element('div', {}, element('dt', {}, term), element('dd', {}, ...description));
}

/** @param {string} text from elsewhere */
export function strong(text) {
  return element('strong', {}, isolated(text));
}

/** A certificate's subject: the name large, the whole below. @param {{ name: string | undefined, subject: string }} certificate */
export function subject({ name, subject: whole }) {
  return [name === undefined ? undefined : strong(name), element('span', { class: 'subject' }, element('bdi', {}, ...breakable(whole)))];
}

/** A long name that may be broken behind its commas rather than within a word. @param {string} text */
function breakable(text) {
  return text.split(/(?<=,)/u).flatMap((part) => [part, element('wbr', {})]);
}

/** @param {import('../text/shown.js').ShownMoment} moment */
export function moment({ iso, text }) {
  return element('time', { datetime: iso }, text);
}

/** A text to compare or copy character by character. @param {string} text */
export function exact(text) {
  return element('span', { class: 'exact' }, isolated(text));
}

/** A hash, its first eight digits at once and the rest on demand. @param {import('../text/shown.js').ShownHash} shown @param {string | undefined} name unless it stands beside @param {Messages} say */
export function hash({ algorithm, start, full }, name, say) {
  return element(
    'details',
    { class: 'hash' },
    element(
      'summary',
      {},
      element('span', { class: 'name' }, name === undefined ? algorithm : `${name} (${algorithm})`),
      ' ',
      element('strong', { class: 'start' }, start),
      '… ',
      element('span', { class: 'more' }, say.common.fullHash),
    ),
    wholeHash(full),
  );
}

/** @param {string} full */
export function wholeHash(full) {
  return element('code', { class: 'exact' }, element('strong', {}, full.slice(0, 8)), full.slice(8));
}

/** A card whose heading only those hear who cannot see that it is one. @param {string} id @param {string} heading @param {(Node | undefined)[]} content */
export function card(id, heading, ...content) {
  return element('section', { class: 'card', 'aria-labelledby': id }, element('h2', { id, class: 'unseen' }, heading), ...content);
}

/** A card with a heading for everybody. @param {string} id @param {string} heading @param {(Node | undefined)[]} content */
export function titledCard(id, heading, ...content) {
  return element('section', { class: 'card titled', 'aria-labelledby': id }, element('h2', { id }, heading), ...content);
}

/** @param {import('../text/shown.js').TechnicalRow[]} rows @param {Messages} say */
export function technicalDetails(rows, say) {
  return element(
    'details',
    { class: 'technical' },
    element('summary', {}, say.common.technicalHeading),
    element('dl', {}, ...rows.map(({ term, value }) => row(term, exact(value)))),
  );
}
