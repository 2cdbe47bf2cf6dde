import { execFileSync } from 'node:child_process';
import { signHash, subjectFor } from '@paraph/contracts';
import { which } from '../../bootstrap/command.mjs';
import type { ChaosCase } from '../chaos-case.ts';

/** Nearly the megabyte that the broker lets through, as one text: it is refused for its shape, once it was read. */
const LARGE = JSON.stringify('x'.repeat(1_000_000));

export const samOutOfMemory: ChaosCase = {
  name: 'sam-out-of-memory',
  done: 'the only SAM gets no more memory and ends wherever it needs some',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: ['sam'],
  lacks: () => (which('prlimit') ? undefined : 'prlimit (util-linux)'),
  async hurt({ site }) {
    const before = site.bench.stack.services.get('sam');
    const gateway = await site.bench.bus('gateway');
    // Less than it has: the next page that it asks for is refused, whoever in it asks.
    execFileSync('prlimit', ['--pid', String(before), '--data=1', '--as=1']);
    // A process that has warmed up signs on with the pages it has; a request as large as the bus carries needs new ones.
    await site.until(() => {
      // Whatever it answers: it is to need memory for it.
      gateway.request(subjectFor(signHash, 'gateway'), LARGE, { timeout: 1_000 }).catch(() => undefined);
      return site.bench.stack.services.get('sam') !== before;
    }, 'a death');
    return performance.now();
  },
};
