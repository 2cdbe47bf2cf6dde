import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { figures, memoryOf } from '../memory.ts';

// Starts another Node beside itself, as PostgreSQL starts its backends.
const PARENT = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => 0, 1000)'], { stdio: ['ignore', 'inherit', 'inherit'] });
  setInterval(() => 0, 1000);
  process.on('SIGTERM', () => { child.kill('SIGKILL'); process.exit(0); });
`;

let parent: ChildProcess | undefined;

afterEach(async () => {
  if (!parent) return;
  const gone = once(parent, 'exit');
  parent.kill('SIGTERM');
  await gone;
  parent = undefined;
});

describe('memory of programs', () => {
  it('counts what a program has started with the program', async () => {
    parent = spawn(process.execPath, ['-e', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (parent.stdout) await once(parent.stdout, 'data');
    const memory = memoryOf(new Map([['pair', parent.pid ?? 0]]));
    // One bare Node takes some 40 MiB.
    expect(memory['pair']?.rss).toBeGreaterThan(60 * 1024 * 1024);
    if (process.platform === 'linux') {
      const { rss = 0, pss = 0 } = memory['pair'] ?? {};
      expect(pss).toBeGreaterThan(0);
      expect(pss).toBeLessThan(rss);
    }
  });

  it('leaves a program out of the figure that nobody knows', () => {
    const memory = { known: { rss: 2, pss: 1 }, unknown: { rss: 3, pss: undefined } };
    expect(figures(memory, 'rss')).toEqual({ known: 2, unknown: 3 });
    expect(figures(memory, 'pss')).toEqual({ known: 1 });
  });
});
