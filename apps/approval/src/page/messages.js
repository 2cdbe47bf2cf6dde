import { en } from './words/en/index.js';
import { fr } from './words/fr/index.js';

/**
 * Every sentence of the page. English names them all; a French one that is missing or takes other arguments does not
 * type-check.
 * @typedef {typeof en} Messages
 * @typedef {'en' | 'fr'} Language
 */

/** @type {Readonly<Record<Language, Messages>>} */
export const messages = { en, fr };

/** @type {readonly Language[]} */
export const languages = ['fr', 'en'];

/**
 * The language of the page: the one chosen here before, else the one the application asked for, else the first of the
 * browser's languages that the page speaks, else English.
 * @param {readonly (string | undefined)[]} preferred best first
 * @returns {Language}
 */
export function chooseLanguage(preferred) {
  for (const tag of preferred) {
    const primary = tag?.toLowerCase().split('-')[0];
    const language = languages.find((one) => one === primary);
    if (language) return language;
  }
  return 'en';
}
