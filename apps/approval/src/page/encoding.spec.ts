import { describe, expect, it } from '@jest/globals';
import { fromBase64, fromBase64Url, toBase64, toBase64Url, toHex } from './encoding.js';

// RFC 4648 section 10.
const vectors = [
  ['', '', ''],
  ['f', 'Zg==', '66'],
  ['fo', 'Zm8=', '666f'],
  ['foobar', 'Zm9vYmFy', '666f6f626172'],
] as const;

describe('base64', () => {
  it.each(vectors)('of %j is %j', (text, base64, hex) => {
    const bytes = new TextEncoder().encode(text);
    expect([toBase64(bytes), toHex(bytes), fromBase64(base64)]).toEqual([base64, hex, bytes]);
  });

  it.each(['Zg', 'Zg=', 'Zh==', 'Z', 'Zm9v\n', 'Zm-v', ' Zg=='])('refuses %j', (text) => {
    expect(fromBase64(text)).toBeUndefined();
  });
});

describe('base64url', () => {
  it('uses the other alphabet and no padding', () => {
    const bytes = Uint8Array.of(0xfb, 0xff);
    expect([toBase64Url(bytes), fromBase64Url('-_8')]).toEqual(['-_8', bytes]);
  });

  it.each(['-_8=', '+/8', '-_9', 'A', 'AA AA'])('refuses %j', (text) => {
    expect(fromBase64Url(text)).toBeUndefined();
  });
});
