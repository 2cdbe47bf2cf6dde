import { beforeAll, describe, expect, it } from '@jest/globals';
import { TestPki } from '../../../test/test-pki.js';
import { enrolled, found, revocation, waiting } from './ejbca-replies.js';

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');

describe('a certificate in an answer of EJBCA', () => {
  let pki: TestPki;
  beforeAll(async () => void (pki = await TestPki.create()));
  const der = (): Uint8Array => pki.issuers[0] ?? new Uint8Array();

  it.each<[string, () => string]>([
    ['once', () => base64(der())],
    ['twice', () => base64(base64(der()))],
    ['twice, in lines', () => base64((base64(der()).match(/.{1,64}/g) ?? []).join('\n'))],
    ['as PEM', () => `-----BEGIN CERTIFICATE-----\n${base64(der())}\n-----END CERTIFICATE-----\n`],
  ])('is read when it is encoded %s', (_how, text) => {
    expect(enrolled.parse({ certificate: text(), serial_number: '1', new_member: 1 }).certificate).toEqual(der());
  });

  it.each<[string, () => string]>([
    ['nothing', () => ''],
    ['three times', () => base64(base64(base64(der())))],
    ['cut', () => base64(der().subarray(0, -1))],
    ['words', () => base64('MIIC is how it begins')],
    ['more than a server sends', () => base64(Buffer.alloc(65_536, 'x'))],
  ])('is not read from %s', (_what, text) => {
    expect(enrolled.safeParse({ certificate: text() }).success).toBe(false);
  });

  it('is not read when one of its chain is none, nor from a chain without an end', () => {
    expect(enrolled.safeParse({ certificate: base64(der()), certificate_chain: ['TUlJ'] }).success).toBe(false);
    expect(enrolled.safeParse({ certificate: base64(der()), certificate_chain: Array(9).fill(base64(der())) }).success).toBe(false);
  });

  it('may be left out of what is found, and the list then is as empty as one without', () => {
    expect(found.parse({ certificates: [{ certificate: null }, {}] }).certificates.map(({ certificate }) => certificate)).toEqual([null, undefined]);
    expect(found.safeParse({}).success).toBe(false);
  });
});

describe('the number that a request waits under', () => {
  it.each([
    [{ request_id: 17, link: 'https://x/99/finalize' }, '17'],
    [{ request_id: -1_204_533 }, '-1204533'],
    [{ link: 'https://ca.example/ejbca/ejbca-rest-api/1234/finalize' }, '1234'],
    [{ info_message: 'Request with Id 12 is still waiting for approval' }, '12'],
    [{ info_message: "Request with Id '12' is still waiting for approval" }, '12'],
    [{ info_message: 'something else' }, undefined],
    [{ link: 'https://ca.example/1234567890123/finalize' }, undefined],
    [{}, undefined],
  ])('is read from %p', (answer, requestId) => {
    expect(waiting.parse(answer)).toEqual({ requestId });
  });

  it('is a whole number', () => {
    expect(waiting.safeParse({ request_id: 1.5 }).success).toBe(false);
    expect(waiting.safeParse({ request_id: '1/../..' }).success).toBe(false);
  });
});

describe('whether a certificate is revoked', () => {
  it.each([{ revoked: 'true', serial_number: '1' }, { revoked: true }, { revoked: true, serial_number: 'no number' }, { serial_number: '1' }])(
    'is not read from %p',
    (answer) => {
      expect(revocation.safeParse(answer).success).toBe(false);
    },
  );
});
