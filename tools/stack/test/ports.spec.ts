import { afterAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPorts } from '../ports.ts';
import { openState } from '../state.ts';

const folder = mkdtempSync(join(tmpdir(), 'paraph-ports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a block that one stack chose is not chosen by another, though nothing of the first listens yet', async () => {
  const chosen = async (name: string) => {
    const bases = [32_100, 32_120];
    return (await openPorts(openState(join(folder, name)), () => bases.shift() ?? 32_140)).postgres;
  };
  expect([await chosen('one'), await chosen('other')]).toEqual([32_100, 32_120]);
});
