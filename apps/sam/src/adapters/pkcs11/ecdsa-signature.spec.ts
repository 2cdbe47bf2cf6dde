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
    [
      '127 bytes in the short form',
      `${'00'.repeat(5)}${'7f'.repeat(61)}${'00'.repeat(4)}${'7f'.repeat(62)}`,
      `307f 023d${'7f'.repeat(61)} 023e${'7f'.repeat(62)}`,
    ],
    ['128 bytes in the long form', `${'00'.repeat(4)}${'7f'.repeat(62)}`.repeat(2), `308180 ${`023e${'7f'.repeat(62)}`.repeat(2)}`],
    ['zero itself', half('') + half('01'), '3006 020100 020101'],
  ])('writes %s', (_, raw, der) => {
    expect(derFromRaw(hex(raw))).toEqual(hex(der));
  });
});

describe('rawFromDer', () => {
  it.each([32, 48, 66])('gives back what was written, at %i bytes a half', (size) => {
    for (let i = 0; i < 500; i++) {
      const raw = randomBytes(2 * size);
      if (i % 3 === 0) raw.fill(0, 0, i % size);
      expect(rawFromDer(derFromRaw(raw), size)).toEqual(raw);
    }
  });

  it.each<[string, string, number?]>([
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
    ['127 bytes in the long form', `30817f 023d${'7f'.repeat(61)} 023e${'7f'.repeat(62)}`, 66],
    ['128 bytes in two bytes of length', `30820080 ${`023e${'7f'.repeat(62)}`.repeat(2)}`, 66],
    ['128 bytes without saying so', `3080 ${`023e${'7f'.repeat(62)}`.repeat(2)}`, 66],
    ['a long form and nothing behind it', '3081', 66],
    ['a number longer than P-521', `308187 0242${'01'.repeat(66)} 0243${'01'.repeat(67)}`, 66],
    ['a number longer than the curve', `302602 2101${'00'.repeat(32)} 020101`],
  ])('refuses %s', (_, der, size = 32) => {
    expect(rawFromDer(hex(der), size)).toBeUndefined();
  });
});
