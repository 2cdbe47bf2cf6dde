import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosCase } from '../chaos-case.ts';

const DELAY_MS = 200;
const SLOW_MS = 8_000;

export const diskSlow: ChaosCase = {
  name: 'disk-slow',
  done: `each fsync of the database server takes ${DELAY_MS} ms longer for eight seconds`,
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: [],
  async hurt({ site, load, wrong, say }) {
    site.instruments.disk.delay(DELAY_MS);
    const slowAt = performance.now();
    await sleep(SLOW_MS);
    site.instruments.disk.delay(0);
    const during = load.answered.filter(({ begunAt }) => begunAt > slowAt);
    if (during.length === 0) wrong('nothing was signed on a slow disk');
    const took = during.map(({ begunAt, endedAt }) => endedAt - begunAt).sort((a, b) => a - b);
    say(`  ${during.length} requests meanwhile, half of them within ${Math.round(took[Math.floor(took.length / 2)] ?? 0)} ms`);
    if ((took[0] ?? 0) < DELAY_MS) wrong('a signature was answered before its intent can have been on the disk');
    return performance.now();
  },
};
