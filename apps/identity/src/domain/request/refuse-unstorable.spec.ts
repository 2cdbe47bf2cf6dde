import { describe, expect, it } from '@jest/globals';
import { isStorable, refuseUnstorable } from './refuse-unstorable.js';

describe('what is kept until a signer acts', () => {
  it.each(['', 'Vertrag über 3 €', '😀', 'a\nb', 'a\\u0000b', '\\ud800', 7, null, undefined, ['a', { b: 'c' }]])('takes %j', (value) => {
    expect(isStorable(value)).toBe(true);
  });

  it.each(['\0', 'a\\\0', '\ud83d', 'a\ude00', ['a', { b: 'x\0' }], { 'x\0': 1 }])('does not take %j', (value) => {
    expect(isStorable(value)).toBe(false);
  });

  it('names the parameter', () => {
    expect(() => refuseUnstorable({ scope: 'service', state: 'a\0' })).toThrow('Invalid parameter state');
    expect(() => refuseUnstorable({ scope: 'service', state: 'a', lang: undefined })).not.toThrow();
  });
});
