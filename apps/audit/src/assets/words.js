// The words of the page's language. A key without words is a mistake that a test finds.
import { words as en } from './words.en.js';
import { words as fr } from './words.fr.js';

const own = document.documentElement.lang === 'fr' ? fr : en;

/** The words of a key, with `{name}` replaced. */
export function say(key, values = {}) {
  const text = own[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The words of a member of a closed list, or the member itself where nobody gave it words. */
export const named = (list, member) => own[`${list}.${member}`] ?? member;
