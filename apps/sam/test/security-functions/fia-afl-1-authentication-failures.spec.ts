import { beforeEach, describe, expect, it } from '@jest/globals';
import { notThe, PIN, TypedWorld } from '../typed-world.js';
import type { TestSigner } from '../world.js';

describe('FIA_AFL.1: after too many wrong tries a means is locked', () => {
  let typed: TypedWorld;
  let ada: TestSigner;
  beforeEach(async () => {
    typed = await TypedWorld.make([['one-time-code', 'pin']]);
    ada = await typed.signer();
  });

  /** A new activation whose first factor was given. */
  const half = async () => {
    typed.world.clock.advance(60_000);
    const draft = await typed.world.open(ada);
    expect(await typed.type(draft, 'one-time-code', await typed.code(draft))).toBe('waiting');
    return draft;
  };

  it('takes the right one while tries are left', async () => {
    const draft = await half();
    expect(await typed.type(draft, 'pin', notThe(PIN))).toBe('evidence.invalid');
    expect(await typed.type(draft, 'pin', PIN)).toBe('completed');
    expect(await typed.sign(ada, draft)).toEqual({ result: 1, signed: 1 });
  });

  it('takes the right one no more when they are used up, in this activation and in the next', async () => {
    const draft = await half();
    const outcomes: string[] = [];
    for (let tries = 0; tries < 10; tries += 1) outcomes.push(await typed.type(draft, 'pin', notThe(PIN)));
    expect(outcomes).toContain('evidence.locked');
    expect(await typed.type(draft, 'pin', PIN)).toBe('evidence.locked');
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });
});
