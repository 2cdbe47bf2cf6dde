import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { readCompact, signingInput } from './compact.js';
import { joseSignature } from './ecdsa-signature.js';
import { publicJwk } from './public-jwk.js';

describe('an ECDSA signature as JOSE writes it', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it('verifies, for integers of every length', () => {
    for (let round = 0; round < 600; round += 1) {
      const data = Buffer.from(`round ${round}`);
      const jose = joseSignature(sign('sha256', data, privateKey), 32);
      expect(jose).toHaveLength(64);
      expect(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, jose)).toBe(true);
    }
  });

  it('fills short integers up', () => {
    const jose = joseSignature(Uint8Array.from([0x30, 6, 2, 1, 1, 2, 1, 2]), 32);
    expect([jose[31], jose[63], jose.filter((byte) => byte !== 0).length]).toEqual([1, 2, 2]);
  });

  it.each([
    ['nothing', []],
    ['another tag', [0x31, 6, 2, 1, 1, 2, 1, 2]],
    ['a wrong length', [0x30, 7, 2, 1, 1, 2, 1, 2]],
    ['bytes behind', [0x30, 7, 2, 1, 1, 2, 1, 2, 0]],
    ['one integer', [0x30, 3, 2, 1, 1]],
    ['an empty integer', [0x30, 5, 2, 0, 2, 1, 2]],
    ['an integer too long', [0x30, 38, 2, 33, ...Array<number>(33).fill(1), 2, 1, 2]],
  ])('is refused from %s', (_what, der) => {
    expect(() => joseSignature(Uint8Array.from(der), 32)).toThrow();
  });
});

describe('a compact JWS', () => {
  it('comes apart as it was put together', () => {
    const input = signingInput({ alg: 'ES256' }, { a: 'é' });
    expect(readCompact(`${input}.AAAA`)).toEqual({ header: { alg: 'ES256' }, payload: { a: 'é' }, input, signature: Uint8Array.from([0, 0, 0]) });
  });

  it.each(['', 'a', 'a.b', 'e30.e30', 'e30.e30.', 'e30.e30.AAAA.AAAA', 'W10.e30.AAAA', 'e30.bnVsbA.AAAA', 'e30=.e30.AAAA', 'e30.e30.A+AA', '!.e30.AAAA'])(
    'is none: %j',
    (text) => {
      expect(readCompact(text)).toBeUndefined();
    },
  );
});

describe('a public key as JWK', () => {
  it('is named by its thumbprint (RFC 7638)', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicJwk(publicKey.export({ format: 'der', type: 'spki' }));
    expect(jwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid: expect.stringMatching(/^[\w-]{43}$/) });
  });

  it('is refused for another curve', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    expect(() => publicJwk(publicKey.export({ format: 'der', type: 'spki' }))).toThrow('P-256');
  });
});
