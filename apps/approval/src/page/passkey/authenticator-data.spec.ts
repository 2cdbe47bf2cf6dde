import { describe, expect, it } from '@jest/globals';
import { aPasskey } from '../../../test/authenticator.js';
import { authenticatorFlags, coseKey } from './authenticator-data.js';

const { cose } = aPasskey();

function authenticatorData({ flags = 0x45, id = 16, key = cose, after = [] as number[] } = {}): ArrayBuffer {
  const fixed = [...new Array<number>(32).fill(7), flags, 0, 0, 0, 1, ...new Array<number>(16).fill(9), id >> 8, id & 0xff];
  return Uint8Array.from([...fixed, ...new Array<number>(id).fill(3), ...key, ...after]).buffer;
}

describe('the public key of a new passkey', () => {
  it.each([
    ['at the end', {}],
    ['behind a long id', { id: 300 }],
    ['before extensions', { flags: 0xc5, after: [0xa1, 0x6b, ...Buffer.from('credProtect'), 0x02] }],
  ])('is found %s', (_, options) => {
    expect(coseKey(authenticatorData(options))).toEqual(cose);
  });

  it('is found whatever its numbers and strings are', () => {
    const rsa = Uint8Array.from([0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0, ...new Array<number>(256).fill(5), 0x21, 0x43, 1, 0, 1]);
    expect(coseKey(authenticatorData({ key: rsa, after: [0xa0] }))).toEqual(rsa);
  });

  it.each([
    ['a list', [0x80]],
    ['a tag', [0xc0, 0x00]],
    ['a map without an end', [0xbf, 0xff]],
    ['a map that is cut off', [0xa5, 1, 2]],
    ['nothing', []],
  ])('is refused as %s', (_, bytes) => {
    expect(() => coseKey(authenticatorData({ key: Uint8Array.from(bytes) }))).toThrow(RangeError);
  });
});

it.each([
  [0x45, true],
  [0x41, false],
])('flags %d say that the user was verified: %s', (flags, userVerified) => {
  expect(authenticatorFlags(authenticatorData({ flags }))).toEqual({ userVerified });
});
