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
