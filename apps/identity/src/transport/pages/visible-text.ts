/** Characters that are not seen, or turn the order of what is read (Unicode Annex 9): a label must not hide or pretend anything. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text of somebody else's with such characters written out. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, (one) => `⟨U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}
