import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimMachine, refuseBusyMachine } from './one-at-a-time.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'paraph-claim-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the machine', () => {
  it('is taken by one bench at a time', () => {
    const file = join(folder, 'one');
    const release = claimMachine(file);
    expect(() => claimMachine(file)).toThrow(`another bench runs (process ${process.pid})`);
    release();
    claimMachine(file)();
  });

  it.each([
    ['was killed', JSON.stringify({ pid: 2 ** 22 + 1, began: '1' })],
    ['had the number that another process has now', JSON.stringify({ pid: process.pid, began: 'long ago' })],
    ['wrote nothing', ''],
  ])('is free again after a bench that %s', (_how, left) => {
    const file = join(folder, 'left');
    writeFileSync(file, left);
    claimMachine(file)();
  });

  it.each([
    [0.1, 2],
    [0.5, 2],
    [3.9, 16],
  ])('is quiet enough with a load of %d on %d cores', (load, cores) => {
    expect(() => refuseBusyMachine([load], cores)).not.toThrow();
  });

  it.each([
    [0.6, 2],
    [4, 2],
    [4.1, 16],
  ])('is too busy with a load of %d on %d cores', (load, cores) => {
    expect(() => refuseBusyMachine([load], cores)).toThrow('the machine is busy');
  });
});
