/**
 * Characters that change how their neighbours look while showing nothing themselves: controls, direction marks and
 * overrides, zero-width characters, line separators, variation selectors and tags. In a label written by the
 * application they could make one document read like another.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]|\u034f|[\u115f\u1160]|[\u17b4\u17b5]|[\u180b-\u180f]|\u3164|\uffa0|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu;

/** Every kind of space but the plain one, so that columns of blanks cannot push words out of sight. */
const ODD_SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/**
 * The text with each such character written out as its code point, runs of blanks shortened to one.
 * @param {string} text
 */
export function visibleText(text) {
  return text
    .replace(INVISIBLE, (character) => `\u27e8U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`)
    .replace(ODD_SPACE, ' ')
    .replace(/ {2,}/g, ' ');
}
