import { describe, expect, it } from '@jest/globals';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { digestAlgorithms, digestFacts, type DigestAlgorithm } from './algorithms.js';
import { digestOfPssParameters, pssParameters } from './pss-parameters.js';

/** RSASSA-PSS-params as OpenSSL writes them into the public key of an RSA-PSS key. */
function byOpenSsl(hash: string, mask: string, saltLength: number): Buffer {
  const options = { modulusLength: 512, hashAlgorithm: hash, mgf1HashAlgorithm: mask };
  // Node.js wants a number, its types a text.
  const { publicKey } = generateKeyPairSync('rsa-pss', { ...options, saltLength: saltLength as unknown as string });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  expect(createPublicKey({ key: spki, type: 'spki', format: 'der' }).asymmetricKeyDetails).toMatchObject({ saltLength });
  const identifier = spki.indexOf(Buffer.from('06092a864886f70d01010a', 'hex'));
  const parameters = identifier + 11;
  return spki.subarray(parameters, parameters + 2 + (spki[parameters + 1] ?? 0));
}

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

describe.each(digestAlgorithms)('parameters of %s', (digest) => {
  const der = pssParameters(digest);

  it('are those OpenSSL writes', () => {
    expect(Buffer.from(der)).toEqual(byOpenSsl(digest, digest, digestFacts[digest].bytes));
  });

  it('are read back', () => {
    expect(digestOfPssParameters(der)).toBe(digest);
  });

  it.each([digestFacts[digest].bytes - 1, digestFacts[digest].bytes + 1, 20])('are not read with a salt of %i bytes', (saltLength) => {
    expect(digestOfPssParameters(byOpenSsl(digest, digest, saltLength))).toBeUndefined();
  });

  it('are not read with another digest in the mask', () => {
    const other = digest === 'sha256' ? 'sha384' : 'sha256';
    expect(digestOfPssParameters(byOpenSsl(digest, other, digestFacts[digest].bytes))).toBeUndefined();
    expect(digestOfPssParameters(byOpenSsl(digest, 'sha1', digestFacts[digest].bytes))).toBeUndefined();
  });

  it('are not read with one byte changed, missing or more', () => {
    const known = new Set<DigestAlgorithm | undefined>([undefined]);
    for (let at = 0; at < der.length; at++) {
      for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) known.add(digestOfPssParameters(der.map((byte, index) => (index === at ? byte ^ bit : byte))));
    }
    expect([...known]).toEqual([undefined]);
    expect(digestOfPssParameters(der.subarray(0, -1))).toBeUndefined();
    expect(digestOfPssParameters(Uint8Array.of(...der, 0))).toBeUndefined();
  });
});

describe('other ways to write the same', () => {
  const identifier = '0609 6086 4801 6503 0402 01';
  const mask = (hash: string): string => `0609 2a86 4886 f70d 0101 08 ${hash}`;

  it.each([
    ['without NULL', `3030 a00d 300b ${identifier} a11a 3018 ${mask(`300b ${identifier}`)} a203 0201 20`],
    ['without NULL in the digest', `3032 a00d 300b ${identifier} a11c 301a ${mask(`300d ${identifier} 0500`)} a203 0201 20`],
    ['without NULL in the mask', `3032 a00f 300d ${identifier} 0500 a11a 3018 ${mask(`300b ${identifier}`)} a203 0201 20`],
    ['with the trailer written', `3039 a00f 300d ${identifier} 0500 a11c 301a ${mask(`300d ${identifier} 0500`)} a203 0201 20 a303 0201 01`],
  ])('are read: %s', (_, der) => {
    expect(digestOfPssParameters(hex(der))).toBe('sha256');
  });

  it.each([
    ['nothing', ''],
    ['an empty sequence, which means SHA-1', '3000'],
    ['SHA-1', '3031 a00b 3009 0605 2b0e 0302 1a05 00 a118 3016 0609 2a86 4886 f70d 0101 0830 0906 052b 0e03 021a 0500 a203 0201 20'],
    ['another trailer', `3039 a00f 300d ${identifier} 0500 a11c 301a ${mask(`300d ${identifier} 0500`)} a203 0201 20 a303 0201 02`],
    ['no salt length, which means 20', `302f a00f 300d ${identifier} 0500 a11c 301a ${mask(`300d ${identifier} 0500`)}`],
    ['no mask, which means SHA-1', `3016 a00f 300d ${identifier} 0500 a203 0201 20`],
    ['no digest, which means SHA-1', `3023 a11c 301a ${mask(`300d ${identifier} 0500`)} a203 0201 20`],
    ['a salt length with a leading zero', `3035 a00f 300d ${identifier} 0500 a11c 301a ${mask(`300d ${identifier} 0500`)} a204 0202 0020`],
    ['a length in the long form', `308134 a00f 300d ${identifier} 0500 a11c 301a ${mask(`300d ${identifier} 0500`)} a203 0201 20`],
  ])('are not: %s', (_, der) => {
    expect(digestOfPssParameters(hex(der))).toBeUndefined();
  });
});
