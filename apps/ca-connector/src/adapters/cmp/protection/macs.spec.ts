import { afterAll, describe, expect, it } from '@jest/globals';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { OpenSsl } from '@paraph/testing';
import { membersOf } from '../codec/der.js';
import { PasswordBasedMac } from './password-based-mac.js';
import { Pbmac1 } from './pbmac1.js';

const openssl = new OpenSsl();
afterAll(() => openssl.remove());
const SECRET = Buffer.from('a shared secret');
const BYTES = Buffer.from('what is protected');

const parametersOf = (identifier: Uint8Array): Buffer => Buffer.from(AsnConvert.parse(identifier, AlgorithmIdentifier).parameters ?? new ArrayBuffer(0));
/** The same parameters with one run of bytes replaced. */
const changed = (parameters: Buffer, from: string, to: string): ArrayBuffer => {
  const [hex, at] = [parameters.toString('hex'), parameters.toString('hex').indexOf(from)];
  if (at < 0 || from.length !== to.length) throw new Error('nothing changes');
  return Uint8Array.from(Buffer.from(hex.slice(0, at) + to + hex.slice(at + from.length), 'hex')).buffer;
};

describe('PBMAC1', () => {
  const mac = new Pbmac1();
  const parameters = parametersOf(mac.identifier());
  const plain = Uint8Array.from(parameters).buffer;

  it('is what OpenSSL derives and computes by the same parameters', async () => {
    const derivation = membersOf(membersOf(parameters)[0]?.whole ?? parameters)[1]?.whole ?? parameters;
    const salt = Buffer.from(membersOf(derivation)[0]?.content ?? []).toString('hex');
    const options = ['digest:SHA256', 'pass:a shared secret', `hexsalt:${salt}`, 'iter:20000'].flatMap((one) => ['-kdfopt', one]);
    const key = openssl
      .must('kdf', '-keylen', '32', ...options, 'PBKDF2')
      .replaceAll(':', '')
      .trim();
    const computed = openssl.must('mac', '-digest', 'SHA256', '-macopt', `hexkey:${key}`, '-in', openssl.file('bytes', BYTES), 'HMAC').trim();
    expect(Buffer.from(await mac.compute(SECRET, plain, BYTES)).toString('hex')).toBe(computed.toLowerCase());
  });

  it('has a new salt each time', () => {
    expect(parametersOf(mac.identifier())).not.toEqual(parameters);
  });

  it.each([
    ['few rounds', '02024e20', '02020001'],
    ['rounds without end', '02024e20', '0202ffff'],
    ['a key of one byte', '020120', '020101'],
    ['a derivation that is not PBKDF2', '2a864886f70d01050c', '2a864886f70d01050d'],
    ['HMAC-SHA1', '2a864886f70d0209', '2a864886f70d0207'],
  ])('is not computed with %s', async (_case, from, to) => {
    await expect(mac.compute(SECRET, changed(parameters, from, to), BYTES)).rejects.toThrow(Error);
  });
});

describe('PasswordBasedMac', () => {
  const mac = new PasswordBasedMac();
  const parameters = parametersOf(mac.identifier());
  const SHA1 = ['2a864886f70d0209', '2a864886f70d0207'] as const;

  it('depends on secret, salt and bytes', async () => {
    const [one, other] = [parametersOf(mac.identifier()), parameters].map((each) => Uint8Array.from(each).buffer);
    const macs = [
      await mac.compute(SECRET, one ?? new ArrayBuffer(0), BYTES),
      await mac.compute(SECRET, other ?? new ArrayBuffer(0), BYTES),
      await mac.compute(Buffer.from('another'), one ?? new ArrayBuffer(0), BYTES),
      await mac.compute(SECRET, one ?? new ArrayBuffer(0), Buffer.from('other')),
    ].map((each) => Buffer.from(each).toString('hex'));
    expect(new Set(macs).size).toBe(4);
  });

  it.each([
    ['few rounds', '02022710', '02020001'],
    ['rounds without end', '02022710', '02027530'],
    ['a hash that is no SHA-2', '608648016503040201', '608648016503040207'],
    ['HMAC-SHA1', ...SHA1],
  ])('is not computed with %s', async (_case, from, to) => {
    await expect(mac.compute(SECRET, changed(parameters, from, to), BYTES)).rejects.toThrow(Error);
  });

  it('is computed with HMAC-SHA1 where that was allowed', async () => {
    await expect(new PasswordBasedMac(true).compute(SECRET, changed(parameters, ...SHA1), BYTES)).resolves.toHaveLength(20);
  });
});
