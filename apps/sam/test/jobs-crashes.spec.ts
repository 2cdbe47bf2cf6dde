import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { runs, TIMEOUT } from './fuzz/runs.js';
import { JobsRun, type JobAct } from './jobs-run.js';
import type { Fates } from './ledger-run.js';

const on = fc.nat(1);
const act: fc.Arbitrary<JobAct> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant('take' as const), on, documents: fc.integer({ min: 1, max: 3 }) }), weight: 6 },
  { arbitrary: fc.record({ do: fc.constant('work' as const), on, atOnce: fc.integer({ min: 1, max: 3 }) }), weight: 6 },
  { arbitrary: fc.record({ do: fc.constant('repeat' as const), on, job: fc.nat(5) }), weight: 2 },
  { arbitrary: fc.record({ do: fc.constant('die' as const), on, afterSteps: fc.nat(10) }), weight: 3 },
  { arbitrary: fc.record({ do: fc.constant('reconcile' as const), on }), weight: 2 },
  { arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 6, 61) }), weight: 2 },
);
const fates: fc.Arbitrary<Fates> = fc.record({
  commits: fc.array(fc.constantFrom('done', 'done', 'done', 'done', 'failed', 'done-unheard'), { minLength: 1, maxLength: 12 }),
  signatures: fc.array(fc.constantFrom('signs', 'signs', 'signs', 'refuses', 'signs-unheard'), { minLength: 1, maxLength: 8 }),
  delays: fc.array(fc.nat(4), { minLength: 1, maxLength: 9 }),
});
const waves = fc.array(fc.array(act, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 });

describe('requests that are signed later, over two replicas that die, a store that fails and a token that does not tell', () => {
  it(
    'are signed once or not at all, lose no accepted request, and all end',
    async () => {
      await fc.assert(
        fc.asyncProperty(fates, waves, async (chance, all) => {
          const run = await JobsRun.make(chance);
          for (const acts of all) await run.together(acts);
          await run.settle();
        }),
        runs(150),
      );
    },
    TIMEOUT,
  );
});
