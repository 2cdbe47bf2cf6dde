import { beforeAll, describe, expect, it } from '@jest/globals';
import { calls } from '@paraph/contracts';
import fc from 'fast-check';
import { everyCall } from './every-call.js';
import type { KnownCall } from './known-call.js';
import { anyText, mangledDeep, parsed } from './mutations.js';
import { runs, TIMEOUT } from './runs.js';

const names = [...new Set(calls.filter(({ service }) => service === 'sam').map(({ name }) => name))];

/** A neighbour may send whatever JSON it likes to each call it may make: `Door` fails on anything but an answer or a declared refusal. */
describe('a request of any shape', () => {
  let known: readonly KnownCall[];
  beforeAll(async () => void (known = await everyCall()));

  it('is tried for every call there is', () => {
    expect(names.length).toBeGreaterThan(30);
    expect([...new Set(known.map(({ call }) => call.name))].sort()).toEqual([...names].sort());
  });

  it('is compared with one that has the shape the contract asks for', () => {
    for (const { call, good } of known) expect({ call: call.name, ...call.request.safeParse(good) }).toMatchObject({ call: call.name, success: true });
  });

  it.each(names)(
    'is answered or refused with a code that the call declares: %s',
    async (name) => {
      const mine = known.filter(({ call }) => call.name === name);
      expect(mine).not.toHaveLength(0);
      for (const { good, knock } of mine) {
        const bodies = fc.oneof(
          { arbitrary: mangledDeep(good).map(parsed), weight: 6 },
          { arbitrary: fc.jsonValue(), weight: 1 },
          { arbitrary: anyText, weight: 1 },
        );
        await fc.assert(
          fc.asyncProperty(bodies, async (body) => {
            expect(await knock(body)).toMatch(/^[a-z_.]+$/);
          }),
          runs(60),
        );
        await knock(good);
      }
    },
    TIMEOUT,
  );

  it('nested as deep as a message can be is refused at once', async () => {
    const deep = parsed('['.repeat(20_000) + ']'.repeat(20_000));
    for (const { call, good, knock } of known) {
      for (const member of Object.keys(good as object))
        expect([call.name, await knock({ ...(good as object), [member]: deep })]).toEqual([call.name, 'request.invalid']);
    }
  });
});
