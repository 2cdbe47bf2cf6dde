import { afterAll, describe, expect, it } from '@jest/globals';
import { OpenSsl } from '@paraph/testing';
import { readFileSync } from 'node:fs';
import { withNonce } from '../../test/ocsp-nonce.js';
import { Asn1StatusRequestReader } from './asn1-status-request-reader.js';

const openssl = new OpenSsl();
afterAll(() => openssl.remove());
const authority = (name: string): string => {
  const file = openssl.path(`${name}.pem`);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', openssl.path(`${name}.key`)];
  openssl.must('req', '-x509', ...key, '-subj', `/CN=${name}`, '-days', '1', '-out', file);
  return file;
};
const der = (pem: string): Uint8Array => {
  openssl.must('x509', '-in', pem, '-outform', 'DER', '-out', openssl.path('out.der'));
  return new Uint8Array(readFileSync(openssl.path('out.der')));
};
const [ours, others] = [authority('ours'), authority('others')];
const issuer = der(ours);
const request = (...args: readonly string[]): Uint8Array => {
  openssl.must('ocsp', '-no_nonce', '-reqout', openssl.path('request.der'), ...args);
  return new Uint8Array(readFileSync(openssl.path('request.der')));
};
const reader = new Asn1StatusRequestReader();
const about = (serial: string, ...args: readonly string[]): Uint8Array => request(...args, '-issuer', ours, '-serial', serial);
const plain = about('0x1234');

describe('a request of OpenSSL’s', () => {
  it.each([
    ['0x1234', '1234'],
    ['0xff', 'ff'],
    ['0x0', '00'],
    ['0x00ff', 'ff'],
    [`0x7f${'ab'.repeat(19)}`, `7f${'ab'.repeat(19)}`],
    [`0xff${'ab'.repeat(19)}`, `ff${'ab'.repeat(19)}`],
  ])('asks about %s', (serial, read) => {
    expect(reader.read(about(serial), issuer)).toEqual({ serialNumber: read });
  });

  it('names its issuer by SHA-1 or SHA-256, and by nothing else', () => {
    expect(reader.read(request('-sha1', '-issuer', ours, '-serial', '7'), issuer)).toEqual({ serialNumber: '07' });
    expect(reader.read(request('-sha256', '-issuer', ours, '-serial', '7'), issuer)).toEqual({ serialNumber: '07' });
    for (const digest of ['-sha384', '-sha512', '-sha224'])
      expect(reader.read(request(digest, '-issuer', ours, '-serial', '7'), issuer)).toEqual({ error: 'unauthorized' });
  });

  it('may be signed, by whomever', () => {
    const signed = request('-issuer', ours, '-serial', '7', '-signer', others, '-signkey', openssl.path('others.key'));
    expect(reader.read(signed, issuer)).toEqual({ serialNumber: '07' });
  });

  it('is somebody else’s when it is about another authority, or about several certificates', () => {
    expect(reader.read(request('-issuer', others, '-serial', '7'), issuer)).toEqual({ error: 'unauthorized' });
    expect(reader.read(request('-issuer', ours, '-serial', '7', '-serial', '8'), issuer)).toEqual({ error: 'unauthorized' });
  });
});

describe('a nonce', () => {
  it.each([1, 16, 32, 128])('is read at a length of %d', (length) => {
    const nonce = new Uint8Array(length).fill(7);
    expect(reader.read(withNonce(plain, nonce), issuer)).toEqual({ serialNumber: '1234', nonce });
  });

  it.each([0, 129, 4_000])('makes the request malformed at a length of %d (RFC 9654 section 2.1)', (length) => {
    expect(reader.read(withNonce(plain, new Uint8Array(length)), issuer)).toEqual({ error: 'malformedRequest' });
  });
});

describe('what is no request', () => {
  it.each([
    ['nothing', ''],
    ['an empty sequence', '3000'],
    ['an empty list', '3004300230 00'.replace(' ', '')],
    ['noise', 'deadbeef'],
    ['an element longer than the bytes', '30820100'],
    ['an indefinite length', '3080300030000000'],
  ])('is malformed: %s', (_what, hex) => {
    expect(reader.read(Uint8Array.from(Buffer.from(hex, 'hex')), issuer)).toEqual({ error: 'malformedRequest' });
  });

  it('is malformed when it is cut anywhere, or goes on', () => {
    for (let length = 0; length < plain.length; length += 1) expect(reader.read(plain.subarray(0, length), issuer)).toEqual({ error: 'malformedRequest' });
    expect(reader.read(Uint8Array.from([...plain, 0]), issuer)).toEqual({ error: 'malformedRequest' });
  });

  it('is never about our certificate when a byte of the issuer’s digests is another one', () => {
    const at = Buffer.from(plain).indexOf(Buffer.from([0x04, 20]));
    expect(at).toBeGreaterThan(0);
    for (let index = at + 2; index < at + 44; index += 1) {
      const changed = Uint8Array.from(plain);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(reader.read(changed, issuer)).toHaveProperty('error');
    }
  });

  it('is malformed when its serial number is longer than any', () => {
    expect(reader.read(about(`0x7f${'ab'.repeat(20)}`), issuer)).toEqual({ error: 'malformedRequest' });
  });
});
