import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { open, seal, signingKey } from './envelope.ts';
import { provenanceOf, sha256 } from './provenance.ts';
import { PROVENANCE_FILE } from './release-files.ts';
import { releaseProblems, versionProblems } from './release-problems.ts';
import { verifyRelease } from './verify.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'paraph-release-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pem = (key: KeyObject): string => String(key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }));
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const facts = {
  version: '1.2.3',
  revision: 'a'.repeat(40),
  source: 'https://forge.example/paraph',
  bases: [],
  builder: 'https://b.example',
  builtAt: '2026-01-01',
};

beforeEach(() => {
  writeFileSync(join(folder, 'gateway.tar'), 'an image');
  const released = [{ name: 'gateway.tar', digest: { sha256: sha256(Buffer.from('an image')) } }];
  writeFileSync(join(folder, PROVENANCE_FILE), JSON.stringify(seal(provenanceOf(root, released, facts), privateKey)));
});

describe('a release', () => {
  it('verifies as it is', () => {
    expect(verifyRelease(folder, pem(publicKey))).toEqual({ problems: [], summary: expect.stringContaining('1.2.3') });
  });

  it('does not with a file changed', () => {
    writeFileSync(join(folder, 'gateway.tar'), 'another image');
    expect(verifyRelease(folder, pem(publicKey)).problems).toEqual(['gateway.tar was changed']);
  });

  it('does not with a file missing or added', () => {
    rmSync(join(folder, 'gateway.tar'));
    writeFileSync(join(folder, 'more.tar'), '');
    expect(verifyRelease(folder, pem(publicKey)).problems).toEqual(['gateway.tar is missing', 'more.tar is not part of the release']);
    rmSync(join(folder, 'more.tar'));
  });

  it('does not under another key', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    expect(verifyRelease(folder, pem(other)).problems).toEqual(['the provenance is not signed by this key']);
  });

  it('does not with a digest in the provenance changed', () => {
    const envelope = JSON.parse(readFileSync(join(folder, PROVENANCE_FILE), 'utf8')) as { payload: string };
    const payload = Buffer.from(Buffer.from(envelope.payload, 'base64').toString().replace('1.2.3', '1.2.4')).toString('base64');
    writeFileSync(join(folder, PROVENANCE_FILE), JSON.stringify({ ...envelope, payload }));
    expect(verifyRelease(folder, pem(publicKey)).problems).toEqual(['the provenance is not signed by this key']);
  });

  it('may be signed with Ed25519, and with no RSA', () => {
    const pair = generateKeyPairSync('ed25519');
    expect(open(JSON.stringify(seal({ a: 1 }, createPrivateKey(pem(pair.privateKey)))), pair.publicKey)).toEqual({ a: 1 });
    expect(() => signingKey(pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey))).toThrow('P-256');
  });
});

describe('a tree', () => {
  it('has one version, and a changelog that knows it', () => {
    expect(versionProblems(root)).toEqual([]);
  });

  it('is not released with changes, nor on bases that can change', () => {
    const bases = ['docker.io/library/debian:bookworm-slim', `docker.io/library/node@sha256:${'0'.repeat(64)}`];
    const problems = releaseProblems(root, { changed: true, bases });
    expect(problems).toEqual(
      expect.arrayContaining([expect.stringContaining('no commit'), expect.stringMatching(/^docker.io\/library\/debian:bookworm-slim is not/)]),
    );
    expect(releaseProblems(root, { changed: false, bases: [] })).toEqual(expect.arrayContaining([expect.stringContaining('name both bases')]));
  });
});
