import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateFolder } from '../stack/state.ts';
import { checkPart, writeManifest } from './manifest.ts';
import { entriesOf } from './parts.ts';
import { putBack } from './put-back.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paraph-manifest-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function part(name: 'token' | 'secrets' | 'files' | 'database', takenAt = '2026-11-21T00:00:00.000Z'): string {
  const path = join(folder, name);
  mkdirSync(join(path, 'below'), { recursive: true });
  writeFileSync(join(path, 'below', 'one'), 'one');
  writeManifest(path, { part: name, takenAt, running: true });
  return path;
}

describe('a part of a backup', () => {
  it('is taken as it was written', () => {
    expect(checkPart(part('files'))).toMatchObject({ part: 'files', files: { 'below/one': { bytes: 3 } } });
  });

  it.each([
    ['changed', (path: string) => writeFileSync(join(path, 'below', 'one'), 'two')],
    ['taken away', (path: string) => rmSync(join(path, 'below', 'one'))],
    ['added', (path: string) => writeFileSync(join(path, 'below', 'two'), 'two')],
  ])('is refused with a file that was %s', (_, harm) => {
    const path = part('files');
    harm(path);
    expect(() => checkPart(path)).toThrow(/1 files of .* are not what was backed up/);
  });

  it('is refused beside parts of another moment, before anything is written', () => {
    for (const name of ['token', 'secrets', 'files'] as const) part(name);
    part('database', '2026-11-22T00:00:00.000Z');
    expect(() => putBack(folder, join(folder, 'state'))).toThrow(/not of one backup/);
  });
});

describe('what is in which part', () => {
  it('leaves out the broker, logs and what says who runs', () => {
    for (const name of ['token', 'secrets', 'pg', 'bus', 'logs', 'witness', 'archive', 'public']) mkdirSync(join(folder, name));
    for (const name of ['state.json', 'ports.json', 'stack.json']) writeFileSync(join(folder, name), '{}');
    const state = new StateFolder(folder);
    expect(entriesOf('files', state).toSorted()).toEqual(['archive', 'ports.json', 'public', 'state.json', 'witness']);
    expect(entriesOf('token', state)).toEqual(['token']);
    expect(entriesOf('secrets', state)).toEqual(['secrets']);
  });
});
