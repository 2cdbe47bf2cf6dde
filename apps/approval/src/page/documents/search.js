/** @typedef {import('./groups.js').ListedDocument} ListedDocument */

/**
 * Tells which documents a search means: every word of it stands in the name, accents and case aside, or begins the
 * hash, spaces aside.
 * @param {string} query
 * @returns {(document: ListedDocument) => boolean}
 */
export function searchFor(query) {
  const wanted = folded(query);
  const words = wanted.split(/\s+/u).filter((word) => word !== '');
  const digits = wanted.replace(/\s/gu, '');
  return ({ label, hash }) => {
    const name = folded(label ?? '');
    return words.every((word) => name.includes(word)) || (digits !== '' && hash.full.startsWith(digits));
  };
}

/** @param {string} text */
function folded(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
