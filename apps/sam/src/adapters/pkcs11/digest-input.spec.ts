import { describe, expect, it } from '@jest/globals';
import { constants, createHash, generateKeyPairSync, publicDecrypt, sign } from 'node:crypto';
import { signatureInput } from './digest-input.js';

describe('signatureInput', () => {
  it.each(['sha256', 'sha384', 'sha512'] as const)('makes the DigestInfo of %s that OpenSSL makes', (algorithm) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const message = Buffer.from('message');
    const opened = publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, sign(algorithm, message, privateKey));
    expect(signatureInput('rsa3072', { algorithm, value: createHash(algorithm).update(message).digest() })).toEqual({
      algorithm: 'rsa3072',
      scheme: 'pkcs1',
      digest: algorithm,
      bytes: opened,
    });
  });

  it.each([
    ['p256', undefined, 'ecdsa'],
    ['p521', 'ecdsa', 'ecdsa'],
    ['rsa3072', 'pss', 'pss'],
    ['rsa2048', 'pss', 'pss'],
  ] as const)('leaves a digest for %s by %s as it is, in a copy', (key, wanted, scheme) => {
    const value = new Uint8Array(32).fill(1);
    const input = signatureInput(key, { algorithm: 'sha256', value }, wanted);
    value.fill(2);
    expect(input).toEqual({ algorithm: key, scheme, digest: 'sha256', bytes: Buffer.alloc(32, 1) });
  });

  it.each([
    ['p256', 'pkcs1'],
    ['p521', 'pss'],
    ['rsa3072', 'ecdsa'],
    ['rsa2048', 'ecdsa'],
  ] as const)('refuses for %s the scheme %s', (key, scheme) => {
    const refusal = expect.objectContaining({ code: 'algorithm.unsupported' });
    expect(() => signatureInput(key, { algorithm: 'sha256', value: new Uint8Array(32) }, scheme)).toThrow(refusal);
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
    const refusal = expect.objectContaining({ code: 'hash.length' });
    for (const [key, scheme] of [['p256'], ['p521'], ['rsa3072'], ['rsa3072', 'pss']] as const) {
      expect(() => signatureInput(key, { algorithm, value: new Uint8Array(length) }, scheme)).toThrow(refusal);
    }
  });
});
