import { beforeEach, describe, expect, it } from '@jest/globals';
import { notThe, PIN, totpAt, TypedWorld } from '../typed-world.js';
import type { TestSigner } from '../world.js';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';

/* Attack: whoever can open activations guesses PINs, or locks them, without having anything of the signer's. */

describe('a PIN or a generator’s code before another factor', () => {
  let typed: TypedWorld;
  let ada: TestSigner;
  let draft: ActivationDraft;
  beforeEach(async () => {
    typed = await TypedWorld.make([
      ['one-time-code', 'pin'],
      ['oidc', 'totp'],
      ['one-time-code', 'pin', 'totp'],
    ]);
    ada = await typed.signer();
    typed.world.clock.advance(60_000);
    draft = await typed.world.open(ada);
  });
  const countersOf = () => [...typed.rows.counters.table.keys()];

  it('control: after another factor it is looked at, and one signature is made', async () => {
    expect(await typed.type(draft, 'one-time-code', await typed.code(draft))).toBe('waiting');
    expect(await typed.type(draft, 'pin', PIN)).toBe('completed');
    expect(await typed.sign(ada, draft)).toEqual({ result: 1, signed: 1 });
  });

  it.each<['pin' | 'totp', () => string]>([
    ['pin', () => PIN],
    ['totp', () => totpAt(typed.world.clock.now())],
  ])('is not looked at, even if it is right (%s)', async (kind, value) => {
    expect(await typed.type(draft, kind, value())).toBe('evidence.missing');
    expect(await typed.sign(ada, draft)).toEqual({ result: 'activation.state', signed: 0 });
  });

  it('is not looked at after one that can be guessed as well', async () => {
    expect([await typed.type(draft, 'pin', PIN), await typed.type(draft, 'totp', totpAt(typed.world.clock.now()))]).toEqual([
      'evidence.missing',
      'evidence.missing',
    ]);
  });

  it('locks nothing, however often it is tried: right and wrong look alike', async () => {
    const outcomes = new Set<string>();
    for (let count = 0; count < 20; count += 1) outcomes.add(await typed.type(draft, 'pin', count % 2 === 0 ? PIN : notThe(PIN)));
    expect([...outcomes]).toEqual(['evidence.missing']);
    expect(countersOf()).toEqual([]);
  });

  it('is not looked at after a first factor that was wrong', async () => {
    expect(await typed.type(draft, 'one-time-code', notThe(await typed.code(draft)))).toBe('evidence.invalid');
    expect(await typed.type(draft, 'pin', PIN)).toBe('evidence.missing');
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });

  it('is not looked at for the factor of another activation', async () => {
    const other = await typed.world.open(ada);
    await typed.type(other, 'one-time-code', await typed.code(other));
    expect(await typed.type(draft, 'pin', PIN)).toBe('evidence.missing');
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });
});
