import { afterAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPorts } from '../ports.ts';
import { openState } from '../state.ts';

const folder = mkdtempSync(join(tmpdir(), 'paraph-ports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('two stacks that look at the same block at the same time do not both choose it', async () => {
  // Nothing of either listens yet, so every port of the block looks free to both.
  const blocks = () => {
    const bases = [32_100, 32_120];
    return () => bases.shift() ?? 32_140;
  };
  const [one, other] = await Promise.all(['one', 'other'].map((name) => openPorts(openState(join(folder, name)), blocks())));
  expect(new Set([one?.postgres, other?.postgres]).size).toBe(2);
});
