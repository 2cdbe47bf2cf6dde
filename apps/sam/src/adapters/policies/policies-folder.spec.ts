import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@paraph/kernel';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PoliciesFolder } from './policies-folder.js';

const shipped = resolve(import.meta.dirname, '../../../../../policies');

describe('the folder of policies', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'paraph-policies-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const text = readFileSync(join(shipped, 'sandbox.json'), 'utf8');
  const write = (change: Record<string, unknown>, name = 'sandbox.json') =>
    writeFileSync(join(folder, name), JSON.stringify({ ...JSON.parse(text), ...change }));

  it('gives each policy by its id, with the digest of its file', () => {
    writeFileSync(join(folder, 'sandbox.json'), text);
    const policy = new PoliciesFolder(folder).find('sandbox');
    expect(policy).toMatchObject({ id: 'sandbox', evidence: [['oidc']], multisign: 400, sadLifetimeSeconds: 300, digest: sha256Hex(text) });
    expect(new PoliciesFolder(folder).find('other')).toBeUndefined();
  });

  it('reads the policies that are shipped', () => {
    const policies = new PoliciesFolder(shipped);
    expect(policies.find('sandbox')?.sadLifetimeSeconds).toBe(300);
    expect(policies.find('sandbox-brief')?.sadLifetimeSeconds).toBe(6);
    expect(policies.find('sandbox')).toMatchObject({ scal: '2', byLink: false, certificate: { validitySeconds: 730 * 86_400 } });
    expect(policies.find('sandbox-pin')).toMatchObject({ scal: '1', counted: 'free', explicit: [['pin']], multisign: 3 });
    expect(policies.find('sandbox-pin-code')).toMatchObject({ scal: '2', counted: 'free', explicit: [['one-time-code', 'pin']], multisign: 5 });
    expect(policies.find('sandbox-link')).toMatchObject({ byLink: true, code: { channel: 'sms' } });
    expect(policies.find('sandbox-counted-page')).toMatchObject({ counted: 'free', explicit: [], signatureQualifier: 'eu_eidas_aes' });
    expect(policies.find('sandbox-lapsed')).toMatchObject({
      certificate: { validitySeconds: 45, authority: 'embedded', profile: 'natural-person', country: 'FR' },
    });
    expect(policies.find('sandbox-one-session')).toMatchObject({ session: {}, certificate: { validitySeconds: 1_800, profile: 'one-session' } });
    expect(policies.find('sandbox-one-session-rsa')?.session?.pool).toEqual({ algorithm: 'rsa3072', size: 2, lowWater: 1, whenEmpty: { waitMs: 3_000 } });
    expect(policies.find('sandbox-seal')).toMatchObject({ certificate: { profile: 'legal-person' } });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['more signatures than an authorisation may have', { multisign: 401 }, 'multisign'],
    ['a session of more than two hours', { sessionMaximumSeconds: 7_201 }, 'sessionMaximumSeconds'],
    ['a SAD of more than thirty minutes', { sadLifetimeSeconds: 1_801 }, 'sadLifetimeSeconds'],
    ['evidence of a kind nobody verifies', { evidence: [['pin']] }, 'evidence'],
    ['no evidence', { evidence: [] }, 'evidence'],
    ['an empty combination of evidence', { evidence: [[]] }, 'evidence'],
    ['an unknown member', { deferredHashes: true }, 'deferredHashes'],
    ['no terms', { terms: undefined }, 'terms'],
    ['a SCAL there is not', { scal: '3' }, 'scal'],
    ['scal 1 that leaves nothing to the client', { scal: '1' }, 'scal'],
    ['a qualifier that is no name', { signatureQualifier: 'Qualified!' }, 'signatureQualifier'],
    ['the qualifier of a qualified signature', { signatureQualifier: 'eu_eidas_qes' }, 'signatureQualifier'],
    ['a certificate of no length', { certificate: { policyOids: ['2.999.1.1'] } }, 'certificate'],
    ['a certificate of two lengths', { certificate: { validityDays: 1, validitySeconds: 90, policyOids: ['2.999.1.1'] } }, 'certificate'],
    ['a certificate of seconds that make days', { certificate: { validitySeconds: 86_400, policyOids: ['2.999.1.1'] } }, 'certificate'],
    [
      'a qualified certificate of seconds',
      { profile: 'qualified', promise: 'shown', evidence: [['passkey']], certificate: { validitySeconds: 90, policyOids: ['2.999.1.1'] } },
      'validityDays',
    ],
    ['a certificate of an unknown profile', { certificate: { validityDays: 1, policyOids: ['2.999.1.1'], profile: 'server' } }, 'certificate'],
    ['a country in words', { certificate: { validityDays: 1, policyOids: ['2.999.1.1'], country: 'France' } }, 'certificate'],
    ['an hour for one session', { certificate: { validitySeconds: 3_600, policyOids: ['2.999.1.1'], profile: 'one-session' } }, '1800 seconds'],
    ['claims of the embedded authority', { certificate: { validityDays: 1, policyOids: ['2.999.1.1'], qcStatements: ['compliance'] } }, 'qcStatements'],
    ['a claim nobody knows', { certificate: { validityDays: 1, policyOids: ['2.999.1.1'], qcStatements: ['best'] } }, 'certificate'],
    ['a link where nobody but the client gives evidence', { evidence: [['order']], byLink: true }, 'byLink'],
    ['a key of one session by another means', { evidence: [['passkey']], session: {} }, 'session'],
    ['documents for the client’s choice with a key of one session', { counted: 'free', session: {} }, 'session'],
    ['a pool without a size', { session: { pool: { algorithm: 'p256', lowWater: 1, whenEmpty: 'refuse' } } }, 'session'],
    ['a pool that is always low', { session: { pool: { algorithm: 'p256', size: 1, lowWater: 2, whenEmpty: 'refuse' } } }, 'session.pool.lowWater'],
    ['another id than its name', { id: 'other' }, 'sandbox.json'],
  ])('refuses %s and says where', (_what, change, where) => {
    write(change);
    expect(() => new PoliciesFolder(folder)).toThrow(where);
    write({});
    expect(() => new PoliciesFolder(folder)).not.toThrow();
  });

  it('refuses an empty folder', () => {
    expect(() => new PoliciesFolder(folder)).toThrow('no policy');
  });
});
