import { visibleText } from './visible-text.js';

/**
 * Values in the form in which people are shown them.
 * @typedef {{ algorithm: string, start: string, full: string }} ShownHash
 * @typedef {{ iso: string, text: string }} ShownMoment
 * @typedef {import('../messages.js').Messages} Messages
 * @typedef {{ term: string, value: string }} TechnicalRow
 */

/** The first eight digits apart, which people compare. @param {string} algorithm @param {string} hex @returns {ShownHash} */
export function shownHash(algorithm, hex) {
  return { algorithm, start: `${hex.slice(0, 4)} ${hex.slice(4, 8)}`, full: hex };
}

/** @param {number} seconds Unix @param {string} locale @returns {ShownMoment} */
export function shownMoment(seconds, locale) {
  const date = new Date(seconds * 1000);
  const text = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(date);
  return { iso: date.toISOString(), text };
}

/** Who an address belongs to; letters of other scripts that look alike appear as what they are (punycode). @param {string} address */
export function hostOf(address) {
  return new URL(address).host;
}

/** @param {string} text */
export function capitalised(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/**
 * What has no place in the main part: nothing of a statement is left out.
 * @param {Messages} say
 * @param {([keyof Messages['common']['technical'], string] | undefined)[]} rows
 * @returns {TechnicalRow[]}
 */
export function technicalRows(say, rows) {
  return rows.filter((row) => row !== undefined).map(([term, value]) => ({ term: say.common.technical[term], value: visibleText(value) }));
}
