import { expect, it } from '@jest/globals';
import { hashBytes } from './hash-text.js';

const bytes = Uint8Array.from([0xfb, 0xff, 0xfe, 0x00]);

it.each(['+//+AA==', '+//+AA', '-__-AA==', '-__-AA', '%2B%2F%2F%2BAA%3D%3D', '%2b//%2bAA', ' // AA=='])('%s is the same four bytes', (text) => {
  expect(hashBytes(text)).toEqual(bytes);
});

it.each(['*', '+//+A', 'AA=A', '%', '%ZZ', '%E0%A4%A', '%00', 'ü', '\n', 7, null, undefined, ['AA=='], {}])('%j is no hash', (text) => {
  expect(hashBytes(text)).toBeUndefined();
});
