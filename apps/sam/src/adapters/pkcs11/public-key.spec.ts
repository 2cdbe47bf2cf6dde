import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { pointOf, publicParts, readPublicKey, spkiFromModulus, spkiFromPoint } from './public-key.js';

const spki = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ type: 'spki', format: 'der' }));
const ec = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).publicKey;
const rsa = (modulusLength: number): KeyObject => generateKeyPairSync('rsa', { modulusLength }).publicKey;
const part = (key: KeyObject, name: 'n' | 'e'): Buffer => Buffer.from(key.export({ format: 'jwk' })[name] ?? '', 'base64url');

describe('SubjectPublicKeyInfo', () => {
  it.each([
    ['p256', 'P-256'],
    ['p384', 'P-384'],
    ['p521', 'P-521'],
  ] as const)('of %s is made from its point, wrapped or bare', (algorithm, curve) => {
    const key = ec(curve);
    const point = pointOf({ algorithm, key });
    expect(spkiFromPoint(algorithm, point)).toEqual(spki(key));
    expect(spkiFromPoint(algorithm, point.subarray(algorithm === 'p521' ? 3 : 2))).toEqual(spki(key));
    expect(readPublicKey(spki(key)).algorithm).toBe(algorithm);
  });

  it.each([
    ['rsa2048', 2048],
    ['rsa3072', 3072],
  ] as const)('of %s is made from modulus and exponent', (algorithm, bits) => {
    const key = rsa(bits);
    expect(spkiFromModulus(part(key, 'n'), part(key, 'e'))).toEqual(spki(key));
    expect(readPublicKey(spki(key)).algorithm).toBe(algorithm);
    expect(publicParts({ algorithm, key })).toEqual({ modulus: part(key, 'n'), exponent: part(key, 'e') });
  });

  it('is not made from a point that is none', () => {
    const point = pointOf({ algorithm: 'p256', key: ec('P-256') });
    const offCurve = Buffer.from(point);
    offCurve[66]! ^= 1;
    const compressed = Buffer.concat([Buffer.from([4, 33, 2]), point.subarray(3, 35)]);
    const twice = Buffer.concat([point.subarray(2), point.subarray(2)]);
    for (const wrong of [offCurve, compressed, twice, Buffer.alloc(0), point.subarray(3), Buffer.alloc(65)]) {
      expect(() => spkiFromPoint('p256', wrong)).toThrow();
    }
    expect(() => spkiFromPoint('p384', point)).toThrow();
  });

  it('is not made from a P-521 point whose length is not written in two bytes', () => {
    const point = pointOf({ algorithm: 'p521', key: ec('P-521') });
    expect([...point.subarray(0, 3)]).toEqual([4, 0x81, 133]);
    const short = Buffer.concat([Buffer.of(4, 133), point.subarray(3)]);
    const long = Buffer.concat([Buffer.of(4, 0x82, 0, 133), point.subarray(3)]);
    for (const wrong of [short, long]) expect(() => spkiFromPoint('p521', wrong)).toThrow();
  });

  it.each([
    ['nothing', (): Uint8Array => new Uint8Array(0)],
    ['rubbish', (): Uint8Array => new Uint8Array(91).fill(0x30)],
    ['P-224', (): Uint8Array => spki(ec('secp224r1'))],
    ['brainpoolP256r1', (): Uint8Array => spki(ec('brainpoolP256r1'))],
    ['secp256k1', (): Uint8Array => spki(ec('secp256k1'))],
    ['RSA-1024', (): Uint8Array => spki(rsa(1024))],
    ['RSA-2056', (): Uint8Array => spki(rsa(2056))],
    ['Ed25519', (): Uint8Array => spki(generateKeyPairSync('ed25519').publicKey)],
    ['RSA-PSS', (): Uint8Array => spki(generateKeyPairSync('rsa-pss', { modulusLength: 3072 }).publicKey)],
  ])('of %s is refused', (_, make) => {
    expect(() => readPublicKey(make())).toThrow(expect.objectContaining({ code: 'algorithm.unsupported' }));
  });
});
