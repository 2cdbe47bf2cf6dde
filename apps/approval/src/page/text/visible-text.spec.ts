import { describe, expect, it } from '@jest/globals';
import { visibleText } from './visible-text.js';

describe('a text from the application', () => {
  it.each(['Contrat d’achat n° 7.pdf', 'Vertrag über 3 €', '契約書.pdf', 'عقد البيع', 'नमस्ते', 'a–b—c', 'tie\u0302\u0301ng', 'שָׁלוֹם'])(
    '%s stays as it is',
    (text) => {
      expect(visibleText(text)).toBe(text);
    },
  );

  it.each([
    ['right-to-left override', 'a\u202eb', 'a⟨U+202E⟩b'],
    ['isolate', 'a\u2066b', 'a⟨U+2066⟩b'],
    ['zero-width joiner', 'a\u200db', 'a⟨U+200D⟩b'],
    ['line feed', 'a\nb', 'a⟨U+000A⟩b'],
    ['null', 'a\u0000b', 'a⟨U+0000⟩b'],
    ['soft hyphen', 'a\u00adb', 'a⟨U+00AD⟩b'],
    ['byte order mark', 'a\ufeffb', 'a⟨U+FEFF⟩b'],
    ['paragraph separator', 'a\u2029b', 'a⟨U+2029⟩b'],
    ['tag character', 'a\u{e0041}b', 'a⟨U+E0041⟩b'],
    ['Hangul filler', 'a\u3164b', 'a⟨U+3164⟩b'],
    ['half of a surrogate pair', 'a\ud800b', 'a⟨U+D800⟩b'],
    ['sixth mark over one letter', `a${'\u0301'.repeat(6)}b`, `a${'\u0301'.repeat(4)}⟨U+0301⟩⟨U+0301⟩b`],
    ['mark that strikes through', 'a\u0336b', 'a⟨U+0336⟩b'],
    ['enclosing mark', 'a\u20ddb', 'a⟨U+20DD⟩b'],
    ['empty musical note', 'a\u{1d159}b', 'a⟨U+1D159⟩b'],
    ['column of empty Braille', `a${'\u2800'.repeat(80)}b`, 'a b'],
    ['column of blanks', `a${'\u2003'.repeat(80)}b`, 'a b'],
  ])('has its %s written out', (_, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });
});
