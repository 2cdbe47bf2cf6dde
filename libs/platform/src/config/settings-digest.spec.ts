import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { http, log } from './fragments.js';
import { ownVersion } from './own-version.js';
import { readConfig, serviceConfig } from './service-config.js';
import { jsonFile, optional, secretFile, setting, textFile } from './setting.js';
import { settingsDigest } from './settings-digest.js';

const folder = mkdtempSync(join(tmpdir(), 'paraph-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

/** A folder with one file in another one. */
function aFolder(text: string): string {
  const made = mkdtempSync(join(folder, 'folder-'));
  mkdirSync(join(made, 'inner'));
  writeFileSync(join(made, 'inner', 'one.json'), text);
  return made;
}

const config = serviceConfig('sam', {
  http,
  log,
  rules: {
    limit: setting('LIMIT', z.string(), { purpose: 'a limit', fallback: '10' }),
    list: jsonFile('LIST_FILE', z.array(z.number()), { purpose: 'numbers' }),
    folder: { key: 'FOLDER', purpose: 'a folder', file: true, parse: (path: string) => path },
    note: optional(textFile('NOTE_FILE', { purpose: 'a note' })),
  },
  keys: { pin: secretFile('PIN_FILE', { purpose: 'the PIN' }) },
});
const environment = { SAM_HTTP_PORT: '8080', SAM_LIST_FILE: file('list', '[1]'), SAM_PIN_FILE: file('pin', '4711'), SAM_FOLDER: aFolder('1') };
const digestOf = (changed: Readonly<Record<string, string>> = {}): string => {
  const effective = { ...environment, ...changed };
  return settingsDigest(config, readConfig(config, effective), effective);
};

describe('the digest of a process’s settings', () => {
  it('is the same for the same settings', () => {
    expect(digestOf()).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOf()).toBe(digestOf());
  });

  it.each([
    ['a value', { SAM_LIMIT: '11' }],
    ['what a file says', { SAM_LIST_FILE: file('other-list', '[2]') }],
    ['what a file in a folder says', { SAM_FOLDER: aFolder('2') }],
    ['whether a file is there', { SAM_NOTE_FILE: file('note', 'a note') }],
  ])('is another after a change of %s', (_what, changed) => {
    expect(digestOf(changed)).not.toBe(digestOf());
  });

  it.each([
    ['a default is written out', { SAM_LIMIT: '10' }],
    ['a file lies elsewhere', { SAM_LIST_FILE: file('same-list', '[1]') }],
    ['a folder lies elsewhere', { SAM_FOLDER: aFolder('1') }],
    ['it listens elsewhere', { SAM_HTTP_PORT: '8081' }],
    ['the key of somebody else changes', { IDENTITY_LIMIT: '11' }],
    // Whoever reads the log could try all PINs.
    ['a secret changes', { SAM_PIN_FILE: file('other-pin', '4712') }],
  ])('is the same where %s', (_what, changed) => {
    expect(digestOf(changed)).toBe(digestOf());
  });
});

describe('the version of a service', () => {
  it('is that of the package around its program', () => {
    file('package.json', '{"version":"1.2.3"}');
    expect(ownVersion(join(folder, 'dist', 'main.js'))).toBe('1.2.3');
  });

  it.each([['/nowhere/dist/main.js'], [undefined]])('is unknown of %s', (program) => {
    expect(ownVersion(program)).toBe('unknown');
  });
});
