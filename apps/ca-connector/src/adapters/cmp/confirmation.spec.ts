import { afterAll, describe, expect, it } from '@jest/globals';
import { OpenSsl } from '@paraph/testing';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { certificateHash } from './confirmation.js';

const openssl = new OpenSsl();
afterAll(() => openssl.remove());

function selfSigned(...algorithm: readonly string[]): Uint8Array {
  const path = openssl.path('certificate.pem');
  const configuration = openssl.file('empty.cnf', '[req]\ndistinguished_name=dn\n[dn]\n');
  openssl.must(
    'req',
    '-x509',
    '-config',
    configuration,
    '-newkey',
    ...algorithm,
    '-nodes',
    '-keyout',
    openssl.path('key.pem'),
    '-subj',
    '/CN=Test',
    '-out',
    path,
  );
  return new Uint8Array(new X509Certificate(readFileSync(path)).raw);
}

describe('a certificate in a confirmation', () => {
  it.each([
    ['sha256', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-sha256']],
    ['sha384', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-sha384']],
    ['sha512', ['rsa:2048', '-sha512']],
    ['sha512', ['rsa:2048', '-sha512', '-sigopt', 'rsa_padding_mode:pss']],
  ])('is named by %s, as its own signature is', (digest, algorithm) => {
    const certificate = selfSigned(...algorithm);
    expect(certificateHash(certificate)).toEqual({ hash: Uint8Array.from(createHash(digest).update(certificate).digest()), hashAlgorithm: undefined });
  });

  it('is named by an algorithm that is said, where its own signature has none', () => {
    const certificate = selfSigned('ed25519');
    const { hash, hashAlgorithm } = certificateHash(certificate);
    expect(Buffer.from(hash)).toEqual(createHash('sha512').update(certificate).digest());
    expect(Buffer.from(hashAlgorithm ?? []).toString('hex')).toBe('300b0609608648016503040203');
  });

  it('is not named by what is broken', () => {
    expect(() => certificateHash(selfSigned('rsa:2048', '-sha1'))).toThrow(Error);
  });
});
