/**
 * Characters that change how their neighbours look while showing nothing themselves: controls, direction marks and
 * overrides, zero-width characters, line separators, variation selectors and tags. In a label written by the
 * application they could make one document read like another.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]|\u034f|[\u115f\u1160]|[\u17b4\u17b5]|[\u180b-\u180f]|\u3164|\uffa0|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]|\u{1d159}|[\u{13441}\u{13442}]/gu;

/** Marks that strike a letter through or enclose it, and whatever comes after four marks over one letter: enough of them cover the lines around. */
const OBSCURING = /[\u0334-\u0338\u20d0-\u20f0\p{Me}]|(?<=\p{M}{4})\p{M}/gu;

/** Every kind of space but the plain one, and the empty Braille cell, so that columns of blanks cannot push words out of sight. */
const ODD_SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]/g;

/**
 * The text with each such character written out as its code point, runs of blanks shortened to one.
 * @param {string} text
 */
export function visibleText(text) {
  return text.replace(INVISIBLE, codePoint).replace(OBSCURING, codePoint).replace(ODD_SPACE, ' ').replace(/ {2,}/g, ' ');
}

/** @param {string} character */
function codePoint(character) {
  return `\u27e8U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`;
}

/**
 * A longer text in its lines, each of them made visible alike; empty lines separate and are not shown.
 * @param {string} text
 */
export function visibleLines(text) {
  return text
    .split(/\r?\n/)
    .map((line) => visibleText(line).trim())
    .filter((line) => line !== '');
}
