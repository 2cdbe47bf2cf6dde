import { describe, expect, it } from '@jest/globals';
import smpp from 'smpp';
import { shortMessageParts, type ShortMessagePart } from './short-message-parts.js';

const UCS2 = 8;

/** What a telephone would show: parts put together by their headers, in whatever order they come. */
function shown(parts: readonly ShortMessagePart[]): string {
  const [first] = parts;
  const coding = first?.data_coding === UCS2 ? smpp.encodings.UCS2 : smpp.encodings.ASCII;
  const bodies = parts.map(({ short_message: bytes, esm_class }) =>
    esm_class === 0 ? { at: 1, body: bytes } : { at: bytes[5] ?? 0, body: bytes.subarray(6) },
  );
  return bodies
    .toSorted((one, other) => one.at - other.at)
    .map(({ body }) => coding.decode(body))
    .join('');
}

const lengths = (parts: readonly ShortMessagePart[]): number[] => parts.map((one) => one.short_message.length);

describe('a short message', () => {
  it.each([
    ['of 160 characters of GSM is one', 'x'.repeat(160), [160], 0],
    ['of 161 is two', 'x'.repeat(161), [159, 14], 0],
    ['counts characters of the extension table twice', '€'.repeat(80), [160], 0],
    ['of 70 characters of another alphabet is one', 'ж'.repeat(70), [140], UCS2],
    ['of 71 is two', 'ж'.repeat(71), [140, 14], UCS2],
    ['with one circumflex is UCS-2 as a whole', `Être${'x'.repeat(66)}`, [140], UCS2],
  ])('%s', (_what, text, expected, coding) => {
    const parts = shortMessageParts(text, 'gsm', 7);
    expect(lengths(parts)).toEqual(expected);
    expect(new Set(parts.map((one) => one.data_coding))).toEqual(new Set([coding]));
    expect(shown(parts)).toBe(text);
  });

  it('has a header of reference, count and place where there are several, and says so', () => {
    const parts = shortMessageParts('x'.repeat(400), 'gsm', 0x1ff);
    expect(parts.map((one) => one.short_message.subarray(0, 6).toString('hex'))).toEqual(['050003ff0301', '050003ff0302', '050003ff0303']);
    expect(parts.map((one) => one.esm_class)).toEqual([0x40, 0x40, 0x40]);
  });

  it('tears no character of the extension table apart', () => {
    const text = `${'x'.repeat(152)}€${'y'.repeat(151)}{${'z'.repeat(20)}`;
    const parts = shortMessageParts(text, 'gsm', 0);
    expect(lengths(parts)).toEqual([158, 159, 28]);
    expect(shown(parts)).toBe(text);
  });

  it('tears no pair of surrogates apart', () => {
    const text = `${'ж'.repeat(66)}🖋${'ж'.repeat(65)}🖋ж`;
    const parts = shortMessageParts(text, 'gsm', 0);
    expect(lengths(parts)).toEqual([138, 140, 12]);
    expect(parts.map((one) => smpp.encodings.UCS2.decode(one.short_message.subarray(6)).isWellFormed())).toEqual([true, true, true]);
    expect(shown(parts)).toBe(text);
  });

  it('is UCS-2 altogether where the centre’s alphabet is another', () => {
    const [part] = shortMessageParts('Code 123456', 'ucs2', 0);
    expect(part).toEqual({ short_message: Buffer.from('Code 123456', 'utf16le').swap16(), data_coding: UCS2, esm_class: 0 });
  });

  it('writes every character of the GSM alphabet as it is', () => {
    const text = '@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà^{}\\[~]|€';
    const parts = shortMessageParts(text, 'gsm', 0);
    expect(parts[0]?.data_coding).toBe(0);
    expect(shown(parts)).toBe(text);
  });

  it('of the longest text there may be fits', () => {
    for (const text of ['€'.repeat(4_000), '🖋'.repeat(2_000)]) {
      const parts = shortMessageParts(text, 'gsm', 0);
      expect(parts.length).toBeLessThanOrEqual(61);
      expect(shown(parts)).toBe(text);
      expect(Math.max(...lengths(parts))).toBeLessThanOrEqual(159);
    }
  });
});
