import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { courierKeyFile } from './courier-key-file.js';

const key = { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }), kid: 'courier-1' };

describe('the file with courier’s key', () => {
  it('is a public key, with whatever else describes it', () => {
    expect(courierKeyFile.parse({ ...key, use: 'enc', alg: 'ECDH-ES' })).toMatchObject(key);
  });

  it.each<[string, object]>([
    ['a private key', { d: 'AAAA' }],
    ['no name', { kid: '' }],
    ['another curve', { crv: 'P-384' }],
    ['an RSA key', { kty: 'RSA' }],
    ['a short coordinate', { x: 'AAAA' }],
    ['a point off the curve', { y: key.x }],
    ['no y', { y: undefined }],
  ])('is not %s', (_what, change) => {
    expect(courierKeyFile.safeParse({ ...key, ...change }).success).toBe(false);
  });
});
