import { execFileSync } from 'node:child_process';
import { which } from '../../bootstrap/command.mjs';
import type { ChaosCase } from '../chaos-case.ts';

export const samOutOfMemory: ChaosCase = {
  name: 'sam-out-of-memory',
  done: 'the only SAM gets no more memory and ends wherever it needs some',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: ['sam'],
  lacks: () => (which('prlimit') ? undefined : 'prlimit (util-linux)'),
  async hurt({ site }) {
    const before = site.bench.stack.services.get('sam');
    // Less than it has: the next page that it asks for is refused, whoever in it asks.
    execFileSync('prlimit', ['--pid', String(before), '--data=1', '--as=1']);
    await site.until(() => site.bench.stack.services.get('sam') !== before, 'a death');
    return performance.now();
  },
};
