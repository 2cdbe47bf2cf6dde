import { describe, expect, it } from '@jest/globals';
import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { algorithmIdentifier } from './algorithm.js';
import { isSignedBy } from './signature-algorithms.js';

const bytes = Buffer.from('what is signed');
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed = generateKeyPairSync('ed25519');
const signatures = {
  ecdsa: sign('sha256', bytes, { key: ec.privateKey, dsaEncoding: 'der' }),
  pkcs1: sign('sha384', bytes, rsa.privateKey),
  pss: sign('sha256', bytes, { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
  ed25519: sign(null, bytes, ed.privateKey),
  sha1: sign('sha1', bytes, { key: ec.privateKey, dsaEncoding: 'der' }),
};
// RSASSA-PSS-params: SHA-256, MGF1 with it, 32 bytes of salt
const PSS = Uint8Array.from(Buffer.from('3030a00d300b0609608648016503040201a11a301806092a864886f70d010108300b0609608648016503040201a203020120', 'hex'));

const cases = {
  ecdsa: { key: ec.publicKey, algorithm: algorithmIdentifier('1.2.840.10045.4.3.2'), signature: signatures.ecdsa },
  pkcs1: { key: rsa.publicKey, algorithm: algorithmIdentifier('1.2.840.113549.1.1.12', Uint8Array.of(5, 0)), signature: signatures.pkcs1 },
  pss: { key: rsa.publicKey, algorithm: algorithmIdentifier('1.2.840.113549.1.1.10', PSS), signature: signatures.pss },
  ed25519: { key: ed.publicKey, algorithm: algorithmIdentifier('1.3.101.112'), signature: signatures.ed25519 },
};

describe('the signature of an answer', () => {
  it.each(Object.entries(cases))('verifies: %s', (_name, { key, algorithm, signature }) => {
    expect(isSignedBy(key, { algorithm, bytes, signature })).toBe(true);
  });

  it.each(Object.entries(cases))('is over the bytes: %s', (_name, { key, algorithm, signature }) => {
    expect(isSignedBy(key, { algorithm, bytes: Buffer.from('something else'), signature })).toBe(false);
  });

  it('is by the algorithm it names, and that of the key', () => {
    for (const [name, { algorithm }] of Object.entries(cases)) {
      for (const [other, { key, signature }] of Object.entries(cases)) {
        if (name !== other) expect(isSignedBy(key, { algorithm, bytes, signature })).toBe(false);
      }
    }
  });

  it.each([
    ['ECDSA with SHA-1', '1.2.840.10045.4.1'],
    ['RSA with SHA-1', '1.2.840.113549.1.1.5'],
    ['RSA with MD5', '1.2.840.113549.1.1.4'],
    ['a key exchange', '1.3.101.110'],
  ])('is not believed by %s', (_name, oid) => {
    for (const { key, signature } of [cases.ecdsa, cases.pkcs1, { key: ec.publicKey, signature: signatures.sha1 }])
      expect(isSignedBy(key, { algorithm: algorithmIdentifier(oid), bytes, signature })).toBe(false);
  });

  it('is none when it is garbage', () => {
    for (const { key, algorithm } of Object.values(cases)) expect(isSignedBy(key, { algorithm, bytes, signature: Buffer.from('garbage') })).toBe(false);
  });
});
