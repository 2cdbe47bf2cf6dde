import { describe, expect, it } from '@jest/globals';
import { fromBase64, fromBase64Lenient, fromBase64Url } from './encoding.js';

const bytes = Uint8Array.of(0xfb, 0xff, 0xfe, 0x00);

describe('Base64', () => {
  it.each([['+//+AA=='], ['-__-AA'], ['-__-AA=='], [' //+AA']])('reads %s leniently as the same bytes', (text) => {
    expect(fromBase64Lenient(text)).toEqual(bytes);
  });

  it.each([['-__-AA'], ['+//+AA'], ['+//+AA= '], ['*'], ['A'], ['AAAAA']])('refuses %s as strict Base64', (text) => {
    expect(fromBase64(text)).toBeUndefined();
  });

  it.each([['+//+AA'], ['-__-AA=='], ['A'], ['-__-AB'], ['-__-AAC']])('refuses %s as base64url', (text) => {
    expect(fromBase64Url(text)).toBeUndefined();
  });

  it('reads base64url', () => {
    expect(fromBase64Url('-__-AA')).toEqual(bytes);
  });

  it.each([['*'], ['AAAAA'], ['A*AA']])('refuses %s even leniently', (text) => {
    expect(fromBase64Lenient(text)).toBeUndefined();
  });
});
