import { describe, expect, it } from '@jest/globals';
import { nameText } from './distinguished-name.js';

describe('a name as text', () => {
  it('begins with the most specific attribute', () => {
    expect(
      nameText([
        { attribute: 'C', value: 'FR' },
        { attribute: 'O', value: 'Acme' },
        { attribute: 'CN', value: 'Ada' },
      ]),
    ).toBe('CN=Ada,O=Acme,C=FR');
  });

  // RFC 4514 section 4 shows the same escapes.
  it.each([
    ['Durand, Ada', 'Durand\\, Ada'],
    ['a+b="c"<d>;e\\f', 'a\\+b=\\"c\\"\\<d\\>\\;e\\\\f'],
    ['#1', '\\#1'],
    [' both ', '\\ both\\ '],
    ['Ærø #2', 'Ærø #2'],
  ])('escapes %j', (value, text) => {
    expect(nameText([{ attribute: 'CN', value }])).toBe(`CN=${text}`);
  });

  it('cannot be made to look as if it had another attribute', () => {
    expect(nameText([{ attribute: 'CN', value: 'Ada,O=Bank' }])).toBe('CN=Ada\\,O=Bank');
  });
});
