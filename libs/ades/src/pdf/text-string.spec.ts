import { describe, expect, it } from '@jest/globals';

import { decodeTextString, encodeDate, encodeTextString } from './text-string.js';

function decoded(source: string): string | undefined {
  return decodeTextString({ kind: 'string', source });
}

describe('a text string', () => {
  it.each(['', 'plain', 'back\\slash (and) parentheses', 'Zoé Müller', '契約 🖋', 'line\nbreak'])('carries %j', (text) => {
    expect(decodeTextString(encodeTextString(text))).toBe(text);
  });

  it('is read in every notation a writer may choose', () => {
    expect(decoded('(a\\nb\\053\\0533\\q\\\nc)')).toBe('a\nb++3qc');
    expect(decoded('<48656C6C6F2>')).toBe('Hello ');
    expect(decoded('(\\376\\377\\000A)')).toBe('A');
  });

  it('is nothing when the object is no string', () => {
    expect(decodeTextString({ kind: 'name', name: 'A' })).toBeUndefined();
    expect(decodeTextString(undefined)).toBeUndefined();
  });
});

it('writes dates in universal time', () => {
  expect(encodeDate(new Date('2026-01-02T03:04:05.678+02:00'))).toEqual({
    kind: 'string',
    source: '(D:20260102010405Z)',
  });
});
