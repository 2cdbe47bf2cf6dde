import { describe, expect, it } from '@jest/globals';
import { derElement, derElements } from './der-elements.js';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (element: Uint8Array) => Buffer.from(element).toString('hex');

describe('elements of DER', () => {
  it('are each exactly as they are encoded', () => {
    const found = derElements(bytes('020101' + '3003020102' + '0500'));
    expect(found.map(({ tag, whole, content }) => [tag, hex(whole), hex(content)])).toEqual([
      [0x02, '020101', '01'],
      [0x30, '3003020102', '020102'],
      [0x05, '0500', ''],
    ]);
    expect(derElements(new Uint8Array())).toEqual([]);
  });

  it('may be long', () => {
    const long = bytes(`048180${'ab'.repeat(128)}`);
    expect(derElements(long).map(({ content }) => content.length)).toEqual([128]);
    expect(derElements(bytes(`04820100${'ab'.repeat(256)}`)).map(({ content }) => content.length)).toEqual([256]);
  });

  it.each([0, 1, 127, 128, 255, 256, 65_535, 65_536])('of %i bytes are read as they are written', (length) => {
    const content = new Uint8Array(length).fill(7);
    expect(derElements(derElement(0x04, content)).map((one) => [one.tag, one.content.length])).toEqual([[4, length]]);
  });

  it.each([
    ['a tag alone', '02'],
    ['an end after its container’s', '020201'],
    ['a length that is cut off', '0482'],
    ['an end that is told later', '3080020101' + '0000'],
    ['a length longer than it need be', '04810101'],
    ['a length with a zero before it', `0482008000${'ab'.repeat(128)}`],
    ['a length of five bytes', '04850000000001ab'],
    ['a tag of several bytes', '1f8101020101'],
  ])('are none with %s', (_what, text) => {
    expect(() => derElements(bytes(text))).toThrow();
  });
});
