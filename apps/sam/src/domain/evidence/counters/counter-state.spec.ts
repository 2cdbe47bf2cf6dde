import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MeansCounter } from '../../ports/means-counters.js';
import { changed, freshState, joined, stricterPart, type CounterState } from './counter-state.js';

const small = fc.nat(3);
const days = fc.constantFrom('', '2027-03-01', '2027-03-02');
const codes = fc.record({ day: days, count: small });
const counter: fc.Arbitrary<MeansCounter> = fc.record({ wrongTries: small, isLocked: fc.boolean(), signCount: small, lastStep: small, codes });
const state: fc.Arbitrary<CounterState> = fc
  .tuple(counter, fc.record({ resets: small, unlocks: small, version: small }))
  .map(([one, order]) => ({ ...one, ...order }));

describe('two states of a counter', () => {
  it('join to one, in whatever order and however often they are seen', () => {
    fc.assert(
      fc.property(state, state, state, (a, b, c) => {
        expect(joined(a, a)).toEqual(a);
        expect(joined(a, b)).toEqual(joined(b, a));
        expect(joined(joined(a, b), c)).toEqual(joined(a, joined(b, c)));
      }),
    );
  });

  it('join to the later one, if one followed from the other', () => {
    fc.assert(
      fc.property(state, counter, (before, to) => {
        const after = changed(before, to);
        expect(joined(before, after)).toEqual(after);
        expect(joined(after, freshState)).toEqual(after);
      }),
    );
  });

  it('never make what was seen easier again without a lawful change', () => {
    // A replica that sees states in any order: of those that lie between two lawful changes, it keeps the strictest.
    fc.assert(
      fc.property(fc.array(state, { maxLength: 8 }), (seen) => {
        const kept = seen.reduce(joined, freshState);
        for (const one of seen) {
          expect(kept.signCount >= one.signCount && kept.lastStep >= one.lastStep).toBe(true);
          if (one.unlocks === kept.unlocks) expect(kept.isLocked || !one.isLocked).toBe(true);
          if (one.resets === kept.resets) expect(kept.wrongTries).toBeGreaterThanOrEqual(one.wrongTries);
        }
      }),
    );
  });

  it('count of a change that may still fail only what makes the means harder to use', () => {
    fc.assert(
      fc.property(state, counter, (before, to) => {
        const part = stricterPart(before, changed(before, to));
        expect(part).toMatchObject({ resets: before.resets, unlocks: before.unlocks });
        expect(part.wrongTries).toBe(Math.max(before.wrongTries, to.wrongTries));
        expect(part.isLocked).toBe(before.isLocked || to.isLocked);
      }),
    );
  });
});
