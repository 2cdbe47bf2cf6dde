import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { derFromRaw, rawFromDer } from './ecdsa-signature.js';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const half = (last: string): string => last.padStart(64, '0');

describe('derFromRaw', () => {
  it.each([
    ['small numbers, shortest', half('01') + half('02'), '3006 020101 020102'],
    ['a leading zero where the top bit is set', half('80') + half('ff'), '3008 02020080 020200ff'],
    ['none where it is not', half('7f') + half('0100'), '3007 02017f 02020100'],
    ['zero itself', half('') + half('01'), '3006 020100 020101'],
  ])('writes %s', (_, raw, der) => {
    expect(derFromRaw(hex(raw))).toEqual(hex(der));
  });
});

describe('rawFromDer', () => {
  it.each([32, 48])('gives back what was written, at %i bytes a half', (size) => {
    for (let i = 0; i < 500; i++) {
      const raw = randomBytes(2 * size);
      if (i % 3 === 0) raw.fill(0, 0, i % size);
      expect(rawFromDer(derFromRaw(raw), size)).toEqual(raw);
    }
  });

  it.each([
    ['nothing', ''],
    ['a sequence without content', '3000'],
    ['one number', '3003 020101'],
    ['three numbers', '3009 020101 020101 020101'],
    ['bytes behind it', '3006 020101 020102 00'],
    ['a length that is too small', '3005 020101 020102'],
    ['a length that is too large', '3007 020101 020102'],
    ['a long form of length', '308106 020101 020102'],
    ['a number that is cut off', '3006 020101 020202'],
    ['a number without bytes', '3005 0200 020102'],
    ['a negative number', '3006 020181 020102'],
    ['a number with a zero too many', '3007 02020001 020102'],
    ['another type of number', '3006 030101 020102'],
    ['a set', '3106 020101 020102'],
    ['a number longer than the curve', `302602 2101${'00'.repeat(32)} 020101`],
  ])('refuses %s', (_, der) => {
    expect(rawFromDer(hex(der), 32)).toBeUndefined();
  });
});
