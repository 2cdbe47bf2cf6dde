import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { pointOf, readPublicKey, spkiFromModulus, spkiFromPoint } from './public-key.js';

const spki = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ type: 'spki', format: 'der' }));
const ec = (namedCurve: string): KeyObject => generateKeyPairSync('ec', { namedCurve }).publicKey;
const rsa = (modulusLength: number): KeyObject => generateKeyPairSync('rsa', { modulusLength }).publicKey;
const part = (key: KeyObject, name: 'n' | 'e'): Buffer => Buffer.from(key.export({ format: 'jwk' })[name] ?? '', 'base64url');

describe('SubjectPublicKeyInfo', () => {
  it.each([
    ['p256', 'P-256'],
    ['p384', 'P-384'],
  ] as const)('of %s is made from its point, wrapped or bare', (algorithm, curve) => {
    const key = ec(curve);
    const point = pointOf({ algorithm, key });
    expect(spkiFromPoint(algorithm, point)).toEqual(spki(key));
    expect(spkiFromPoint(algorithm, point.subarray(2))).toEqual(spki(key));
    expect(readPublicKey(spki(key)).algorithm).toBe(algorithm);
  });

  it('of RSA is made from modulus and exponent', () => {
    const key = rsa(3072);
    expect(spkiFromModulus(part(key, 'n'), part(key, 'e'))).toEqual(spki(key));
    expect(readPublicKey(spki(key)).algorithm).toBe('rsa3072');
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

  it.each([
    ['nothing', (): Uint8Array => new Uint8Array(0)],
    ['rubbish', (): Uint8Array => new Uint8Array(91).fill(0x30)],
    ['P-521', (): Uint8Array => spki(ec('P-521'))],
    ['secp256k1', (): Uint8Array => spki(ec('secp256k1'))],
    ['RSA-2048', (): Uint8Array => spki(rsa(2048))],
    ['Ed25519', (): Uint8Array => spki(generateKeyPairSync('ed25519').publicKey)],
    ['RSA-PSS', (): Uint8Array => spki(generateKeyPairSync('rsa-pss', { modulusLength: 3072 }).publicKey)],
  ])('of %s is refused', (_, make) => {
    expect(() => readPublicKey(make())).toThrow(expect.objectContaining({ code: 'algorithm.unsupported' }));
  });
});
