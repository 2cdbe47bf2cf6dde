/** A backup that is encrypted to a token, and restored where only the token, its PIN and the backup are left. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkPart, writeManifest } from './manifest.ts';
import { partNames } from './parts.ts';
import { isSealed, openParts, sealParts } from './seal-parts.ts';

const ROOT = dirname(dirname(import.meta.dirname));
const MODULES = ['/usr/lib/softhsm/libsofthsm2.so', '/opt/homebrew/lib/softhsm/libsofthsm2.so', '/usr/local/lib/softhsm/libsofthsm2.so'];
const module = MODULES.find((path) => existsSync(path)) ?? 'libsofthsm2.so';
const folder = mkdtempSync(join(tmpdir(), 'paraph-sealed-'));
const path = (...names: string[]): string => join(folder, ...names);
const takenAt = '2027-03-01T09:00:00.000Z';
let backup: string;

/** A token of its own in its own folder, after its ceremony. */
class Hsm {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
    mkdirSync(path(name, 'tokens'), { recursive: true });
    writeFileSync(path(name, 'softhsm2.conf'), `directories.tokendir = ${path(name, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`);
    writeFileSync(path(name, 'user.pin'), `user-${name}-1234567\n`, { mode: 0o600 });
    writeFileSync(path(name, 'officer.pin'), `officer-${name}-123\n`, { mode: 0o600 });
    this.run('ceremony.js', '--so-pin-file', path(name, 'officer.pin'), '--kek-program', join(ROOT, 'tools/ceremony/unwrap-template.c'));
  }

  run(program: string, ...words: string[]): string {
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, SOFTHSM2_CONF: path(this.name, 'softhsm2.conf') };
    const token = ['--module', module, '--label', 'paraph', '--pin-file', path(this.name, 'user.pin')];
    return execFileSync(process.execPath, [join(ROOT, 'apps/sam/dist', program), ...words, ...token], { env, stdio: 'pipe', encoding: 'utf8' });
  }
}

let ours: Hsm;
let others: Hsm;
beforeAll(() => {
  [ours, others] = [new Hsm('ours'), new Hsm('others')];
  ours.run('backup-key.js', 'make', '--recipient', path('recipient.json'));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  backup = mkdtempSync(path('backup-'));
  for (const part of partNames) {
    mkdirSync(join(backup, part, 'deep'), { recursive: true });
    writeFileSync(join(backup, part, 'deep', 'person.txt'), `what ${part} says of a signer`);
    writeManifest(join(backup, part), { part, takenAt, running: false });
  }
});

const openKey = (hsm: Hsm, name: string): string => {
  hsm.run('backup-key.js', 'open', '--backup', join(backup, 'sealed.json'), '--key-file', path(name));
  return path(name);
};

describe('a backup that is encrypted to a token', () => {
  it('has nothing in clear of what persons are in, and opens with that token, its PIN and nothing else', async () => {
    await sealParts(backup, path('recipient.json'), takenAt);
    expect([isSealed(backup), readdirSync(backup).sort()]).toEqual([true, ['database.sealed', 'files.sealed', 'sealed.json', 'secrets', 'token']]);
    for (const name of ['database.sealed', 'files.sealed', 'sealed.json']) expect(readFileSync(join(backup, name)).includes('signer')).toBe(false);

    const clear = await openParts(backup, openKey(ours, 'first.key'), path('restored'));
    for (const part of partNames) {
      expect(checkPart(join(clear, part))).toMatchObject({ part, takenAt });
      expect(readFileSync(join(clear, part, 'deep', 'person.txt'), 'utf8')).toBe(`what ${part} says of a signer`);
    }
  }, 60_000);

  it('does not open with another token, nor with the key of another backup, nor where somebody changed it', async () => {
    await sealParts(backup, path('recipient.json'), takenAt);
    expect(() => openKey(others, 'never.key')).toThrow(/for another token/);
    expect(existsSync(path('never.key'))).toBe(false);
    await expect(openParts(backup, path('first.key'), path('wrong'))).rejects.toThrow('does not open');

    const key = openKey(ours, 'second.key');
    const file = join(backup, 'database.sealed');
    const bytes = readFileSync(file);
    bytes[bytes.length - 20] = (bytes.at(-20) ?? 0) ^ 1;
    writeFileSync(file, bytes);
    await expect(openParts(backup, key, path('changed'))).rejects.toThrow('does not open');
    rmSync(file);
    await expect(openParts(backup, key, path('missing'))).rejects.toThrow('is not there');
    // Nothing is left of what did not open.
    expect(readdirSync(folder).filter((name) => /^(?:wrong|changed|missing)\.opened/.test(name))).toEqual([]);
  }, 60_000);

  it('is not made for a recipient that exists under the same name, nor opened into a file that does', () => {
    expect(() => ours.run('backup-key.js', 'make', '--recipient', path('recipient.json'))).toThrow(/EEXIST/);
    expect(() => ours.run('backup-key.js', 'open')).toThrow(/usage: backup-key/);
  });
});
