import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { X509Certificate } from 'node:crypto';
import { DerCertificationRequestReader } from '../adapters/der-certification-request-reader.js';
import { newRequest, TestPki } from '../../test/test-pki.js';
import { IssuedCertificateCheck, type CertificateInQuestion } from './issued-certificate-check.js';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

describe('the check of a certificate from elsewhere', () => {
  let pki: TestPki;
  let csr: Uint8Array;
  let good: CertificateInQuestion;
  let clock: FakeClock;

  beforeAll(async () => {
    [pki, csr] = [await TestPki.create(), await newRequest()];
    const key = new DerCertificationRequestReader().provenKey(csr) ?? new Uint8Array();
    good = { certificate: await pki.certify(csr), key, issuers: pki.issuers };
  });

  beforeEach(() => void (clock = new FakeClock(new Date().toISOString())));

  const judge = (change: Partial<CertificateInQuestion> = {}) => new IssuedCertificateCheck(clock).judge({ ...good, ...change });
  const reason = (change: Partial<CertificateInQuestion> = {}) => {
    const verdict = judge(change);
    return verdict.isWell ? undefined : verdict.reason;
  };

  it('answers the certificate with the pinned chain above it', () => {
    expect(judge()).toEqual({ isWell: true, issued: { certificate: good.certificate, chain: pki.issuers } });
  });

  it('finds the chain whatever the order it is pinned in', () => {
    expect(judge({ issuers: [...pki.issuers].reverse() })).toEqual(judge());
  });

  it('refuses one for another key', async () => {
    expect(reason({ certificate: await pki.certify(csr, 'another-key') })).toMatch(/another key/);
  });

  it('refuses one by an authority of the same name with another key', async () => {
    expect(reason({ certificate: await pki.certify(csr, 'another-issuer') })).toMatch(/not signed by an issuer that is pinned/);
  });

  it('refuses one whose signature was changed', () => {
    const certificate = Uint8Array.from(good.certificate);
    certificate[certificate.length - 1] = (certificate.at(-1) ?? 0) ^ 1;
    expect(reason({ certificate })).toMatch(/not signed by/);
  });

  it.each<[string, (certificate: Uint8Array) => Uint8Array]>([
    ['nothing', () => new Uint8Array()],
    ['half of one', (certificate) => certificate.subarray(0, certificate.length / 2)],
    ['text', () => new TextEncoder().encode('<html>')],
  ])('refuses %s', (_what, change) => {
    expect(reason({ certificate: change(good.certificate) })).toMatch(/is not a certificate/);
  });

  it('refuses one with something behind it', () => {
    expect(reason({ certificate: Uint8Array.from([...good.certificate, 0]) })).toBeDefined();
  });

  it('refuses an authority’s own certificate for the certificate of its key', () => {
    const [issuing] = pki.issuers;
    const key = new X509Certificate(issuing ?? '').publicKey.export({ format: 'der', type: 'spki' });
    expect(reason({ certificate: issuing ?? new Uint8Array(), key })).toMatch(/an authority’s/);
  });

  it('refuses one whose issuer leads to no pinned root', () => {
    expect(reason({ issuers: pki.issuers.slice(0, 1) })).toMatch(/leads to no pinned root/);
  });

  it('refuses one whose issuing authority is not pinned, though its root is', () => {
    expect(reason({ issuers: pki.issuers.slice(1) })).toMatch(/not signed by an issuer that is pinned/);
  });

  it('refuses everything when nothing is pinned', () => {
    expect(reason({ issuers: [] })).toMatch(/not signed by an issuer that is pinned/);
  });

  it.each<[string, number, RegExp | undefined]>([
    ['a clock a minute behind the beginning', -HOUR - 59_000, undefined],
    ['a clock further behind', -HOUR - 90_000, /not valid yet/],
    ['a clock a minute past the end', YEAR + 30_000, undefined],
    ['a clock further past it', YEAR + 90_000, /over already/],
    ['the chain’s end', 11 * YEAR, /over already/],
  ])('with %s', (_what, milliseconds, expected) => {
    clock.advance(milliseconds);
    if (expected) expect(reason()).toMatch(expected);
    else expect(reason()).toBeUndefined();
  });

  it('refuses one whose issuers are over, though it says it is not itself', async () => {
    const expired = await TestPki.create({ authorityLifetimeMs: HOUR });
    clock.advance(2 * HOUR);
    expect(reason({ certificate: await expired.certify(csr), issuers: expired.issuers })).toMatch(/issuer whose own certificate is not valid now/);
  });
});
