import { describe, expect, it } from '@jest/globals';
import { digestAlgorithms, digestFacts, keyAlgorithms, pssParameters, signatureAlgorithmsFor, toBase64 } from '@paraph/kernel';
import type { AlgorithmRule } from '../ports/algorithm-rules.js';
import { allowedDigest, measuredDigestOid, readDigest, resolveAlgorithm, type NamedAlgorithm } from './digests.js';

const everything: AlgorithmRule = { digests: digestAlgorithms, schemes: ['ecdsa', 'pkcs1', 'pss'] };
const [ECDSA_SHA256, RSA, RSA_SHA256, PSS] = ['1.2.840.10045.4.3.2', '1.2.840.113549.1.1.1', '1.2.840.113549.1.1.11', '1.2.840.113549.1.1.10'];
const [SHA256, SHA512, SHA1] = ['2.16.840.1.101.3.4.2.1', '2.16.840.1.101.3.4.2.3', '1.3.14.3.2.26'];
const NULL = 'BQA=';
const parameters = (digest: (typeof digestAlgorithms)[number]): string => toBase64(pssParameters(digest));

const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('a request to sign means', () => {
  it.each(keyAlgorithms)('for %s what its signature algorithm implies', (key) => {
    const implied = signatureAlgorithmsFor(key).filter(({ digest }) => digest !== undefined);
    expect(implied).toHaveLength(3);
    for (const { oid, scheme, digest } of implied) {
      expect(resolveAlgorithm(key, { signAlgorithmOid: oid }, everything)).toMatchObject({ scheme, digest: { algorithm: digest } });
    }
  });

  it('the digest it names, where none is implied', () => {
    const named = { signAlgorithmOid: RSA, hashAlgorithmOid: SHA512 };
    expect(resolveAlgorithm('rsa3072', named, everything)).toEqual({ scheme: 'pkcs1', digest: digestFacts.sha512 });
  });

  it('the implied digest, whatever it names', () => {
    expect(resolveAlgorithm('rsa3072', { signAlgorithmOid: RSA_SHA256, hashAlgorithmOid: SHA512 }, everything).digest).toBe(digestFacts.sha256);
  });

  it.each(digestAlgorithms)('by PSS the digest of its parameters, whatever it names: %s', (digest) => {
    const named = { signAlgorithmOid: PSS, signAlgorithmParameters: parameters(digest), hashAlgorithmOid: SHA1 };
    expect(resolveAlgorithm('rsa4096', named, everything)).toEqual({ scheme: 'pss', digest: digestFacts[digest] });
  });
});

describe('a request to sign is refused', () => {
  it.each<[string, (typeof keyAlgorithms)[number], NamedAlgorithm, string]>([
    ['an unknown algorithm', 'p256', { signAlgorithmOid: '1.2.3' }, 'algorithm.unsupported'],
    ['an EC algorithm with an RSA key', 'rsa3072', { signAlgorithmOid: ECDSA_SHA256 }, 'algorithm.unsupported'],
    ['an RSA algorithm with an EC key', 'p521', { signAlgorithmOid: RSA_SHA256 }, 'algorithm.unsupported'],
    ['PSS with an EC key', 'p256', { signAlgorithmOid: PSS, signAlgorithmParameters: parameters('sha256') }, 'algorithm.unsupported'],
    ['PSS without parameters, also with a digest', 'rsa3072', { signAlgorithmOid: PSS, hashAlgorithmOid: SHA256 }, 'algorithm.unsupported'],
    ['PSS with empty parameters', 'rsa3072', { signAlgorithmOid: PSS, signAlgorithmParameters: '' }, 'algorithm.unsupported'],
    ['PSS with its defaults, which are SHA-1', 'rsa3072', { signAlgorithmOid: PSS, signAlgorithmParameters: 'MAA=' }, 'algorithm.unsupported'],
    ['PSS with something else', 'rsa3072', { signAlgorithmOid: PSS, signAlgorithmParameters: NULL }, 'algorithm.unsupported'],
    ['PSS with what is no Base64', 'rsa3072', { signAlgorithmOid: PSS, signAlgorithmParameters: '%' }, 'algorithm.unsupported'],
    ['parameters where none belong', 'rsa3072', { signAlgorithmOid: RSA_SHA256, signAlgorithmParameters: parameters('sha256') }, 'algorithm.unsupported'],
    ['parameters with ECDSA', 'p256', { signAlgorithmOid: ECDSA_SHA256, signAlgorithmParameters: NULL }, 'algorithm.unsupported'],
    ['no digest at all', 'rsa3072', { signAlgorithmOid: RSA }, 'hash.algorithm_missing'],
    ['SHA-1', 'rsa3072', { signAlgorithmOid: RSA, hashAlgorithmOid: SHA1 }, 'hash.algorithm_unsupported'],
  ])('with %s', (_, key, named, code) => {
    expect(codeOf(() => resolveAlgorithm(key, named, everything))).toBe(code);
  });

  it('by a scheme that the policy does not have', () => {
    const pkcs1: AlgorithmRule = { ...everything, schemes: ['pkcs1'] };
    const pss = { signAlgorithmOid: PSS, signAlgorithmParameters: parameters('sha256') };
    expect(codeOf(() => resolveAlgorithm('rsa3072', pss, pkcs1))).toBe('algorithm.unsupported');
    expect(codeOf(() => resolveAlgorithm('rsa3072', { signAlgorithmOid: RSA_SHA256 }, { ...everything, schemes: ['pss'] }))).toBe('algorithm.unsupported');
    expect(resolveAlgorithm('rsa3072', { signAlgorithmOid: RSA_SHA256 }, pkcs1).scheme).toBe('pkcs1');
  });

  it('by a digest that the policy does not have, implied, named or in parameters', () => {
    const sha512: AlgorithmRule = { ...everything, digests: ['sha512'] };
    const pss = { signAlgorithmOid: PSS, signAlgorithmParameters: parameters('sha256') };
    for (const named of [{ signAlgorithmOid: RSA_SHA256 }, { signAlgorithmOid: RSA, hashAlgorithmOid: SHA256 }, pss]) {
      expect(codeOf(() => resolveAlgorithm('rsa3072', named, sha512))).toBe('hash.algorithm_unsupported');
    }
    expect(resolveAlgorithm('rsa3072', { signAlgorithmOid: RSA, hashAlgorithmOid: SHA512 }, sha512).digest).toBe(digestFacts.sha512);
    expect(codeOf(() => allowedDigest(SHA256, sha512))).toBe('hash.algorithm_unsupported');
    expect(codeOf(() => allowedDigest(SHA1, everything))).toBe('hash.algorithm_unsupported');
    expect(allowedDigest(SHA512, sha512)).toBe(digestFacts.sha512);
  });
});

it('a digest has the length of its algorithm', () => {
  for (const [digest, { bytes }] of Object.entries(digestFacts)) {
    for (const length of [0, bytes - 1, bytes + 1])
      expect(codeOf(() => readDigest(toBase64(new Uint8Array(length)), digestFacts[digest as 'sha256']))).toBe('hash.length');
    expect(readDigest(toBase64(new Uint8Array(bytes)), digestFacts[digest as 'sha256'])).toEqual({ algorithm: digest, value: new Uint8Array(bytes) });
  }
});

it('digests that nobody named the algorithm of are of the one whose length they have', () => {
  for (const { oid, bytes } of Object.values(digestFacts)) expect(measuredDigestOid([toBase64(new Uint8Array(bytes)), 'AAAA'])).toBe(oid);
  expect(measuredDigestOid([])).toBe(digestFacts.sha256.oid);
  for (const strange of ['', 'AAAA', toBase64(new Uint8Array(20)), 'no Base64', toBase64(new Uint8Array(33))])
    expect(codeOf(() => measuredDigestOid([strange]))).toBe('hash.length');
});
