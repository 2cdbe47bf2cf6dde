import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { runs, TIMEOUT } from './fuzz/runs.js';
import { LedgerRun, type Act, type Fates } from './ledger-run.js';

const on = fc.nat(1);
const documents = fc.array(fc.constantFrom('a', 'b', 'b', 'c', 'chosen', 'mortgage'), { minLength: 1, maxLength: 4 });
const act: fc.Arbitrary<Act> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant('sign' as const), on, documents }), weight: 8 },
  { arbitrary: fc.record({ do: fc.constant('repeat' as const), on, attempt: fc.nat(5) }), weight: 4 },
  { arbitrary: fc.record({ do: fc.constant('die' as const), on, afterSteps: fc.nat(8) }), weight: 2 },
  { arbitrary: fc.record({ do: fc.constant('reconcile' as const), on }), weight: 2 },
  { arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 61) }), weight: 2 },
  { arbitrary: fc.record({ do: fc.constant('extend' as const), document: fc.constantFrom('chosen', 'a') }), weight: 1 },
  { arbitrary: fc.constant<Act>({ do: 'abandon' }), weight: 1 },
);
/** Mostly nothing goes wrong: what always fails shows little. */
const fates: fc.Arbitrary<Fates> = fc.record({
  commits: fc.array(fc.constantFrom('done', 'done', 'done', 'done', 'failed', 'done-unheard'), { minLength: 1, maxLength: 12 }),
  signatures: fc.array(fc.constantFrom('signs', 'signs', 'signs', 'refuses', 'signs-unheard'), { minLength: 1, maxLength: 8 }),
  delays: fc.array(fc.nat(4), { minLength: 1, maxLength: 9 }),
});
const waves = fc.array(fc.array(act, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 });

describe('the ledger, over two replicas that die, a store that fails and a token that does not tell', () => {
  it(
    'signs no occurrence twice, makes nothing free again that is signed or burned, answers an attempt one thing, and leaves nothing reserved',
    async () => {
      await fc.assert(
        fc.asyncProperty(fates, waves, async (chance, all) => {
          const run = await LedgerRun.make(chance);
          for (const acts of all) await run.together(acts);
          await run.settle();
        }),
        runs(250),
      );
    },
    TIMEOUT,
  );
});
