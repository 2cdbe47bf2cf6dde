import { describe, expect, it } from '@jest/globals';
import { constants, createHash, generateKeyPairSync, publicDecrypt, sign } from 'node:crypto';
import { signatureInput } from './digest-input.js';

describe('signatureInput', () => {
  it.each(['sha256', 'sha384', 'sha512'] as const)('makes the DigestInfo of %s that OpenSSL makes', (algorithm) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const message = Buffer.from('message');
    const opened = publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, sign(algorithm, message, privateKey));
    expect(signatureInput('rsa3072', { algorithm, value: createHash(algorithm).update(message).digest() })).toEqual(opened);
  });

  it('leaves a digest for ECDSA as it is, in a copy', () => {
    const value = new Uint8Array(32).fill(1);
    const input = signatureInput('p256', { algorithm: 'sha256', value });
    value.fill(2);
    expect(input).toEqual(Buffer.alloc(32, 1));
  });

  it.each([
    ['sha256', 0],
    ['sha256', 31],
    ['sha256', 33],
    ['sha384', 32],
    ['sha384', 64],
    ['sha512', 48],
    ['sha512', 65],
  ] as const)('refuses a %s digest of %i bytes', (algorithm, length) => {
    for (const key of ['p256', 'rsa3072'] as const) {
      expect(() => signatureInput(key, { algorithm, value: new Uint8Array(length) })).toThrow(expect.objectContaining({ code: 'hash.length' }));
    }
  });
});
