import { onlyElement } from '@paraph/kernel';
import { describe, expect, it } from '@jest/globals';
import { derElement, signedStructure } from './der-elements.js';

const hex = (element: Uint8Array) => Buffer.from(element).toString('hex');

describe('elements of DER', () => {
  it.each([0, 1, 127, 128, 255, 256, 65_535, 65_536])('of %i bytes are read as they are written', (length) => {
    const content = new Uint8Array(length).fill(7);
    expect(onlyElement(derElement(0x04, content), 0x04).content).toHaveLength(length);
  });

  it('hold what they are given, in its order', () => {
    expect(hex(derElement(0x30, Uint8Array.of(5, 0), Uint8Array.of(2, 1, 9)))).toBe('30050500020109');
    expect(hex(signedStructure(Uint8Array.of(5, 0), Uint8Array.of(2, 1, 9), Uint8Array.of(0xab)))).toBe('30090500020109' + '030200ab');
  });
});
