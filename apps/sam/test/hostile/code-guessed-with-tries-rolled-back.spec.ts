import { beforeEach, describe, expect, it } from '@jest/globals';
import { notThe, TypedWorld, type Replica } from '../typed-world.js';
import type { TestSigner } from '../world.js';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';
import { photograph } from './restored-database.js';

/* Attack: a database that puts its rows back between tries, so that a code of six digits can be guessed. */

describe('a database that takes tries back', () => {
  let typed: TypedWorld;
  let ada: TestSigner;
  let draft: ActivationDraft;
  let code: string;
  let restore: () => void;
  beforeEach(async () => {
    typed = await TypedWorld.make([['one-time-code']]);
    ada = await typed.signer();
    draft = await typed.world.open(ada);
    code = await typed.code(draft);
    restore = photograph(typed);
  });

  /** Types wrong codes and then the right one, each time over rows as they were when the code was sent. */
  const guess = async (wrong: number, at: Replica = typed.replica): Promise<string> => {
    for (let count = 0; count < wrong; count += 1) {
      await typed.type(draft, 'one-time-code', notThe(code), at);
      restore();
    }
    const outcome = await typed.type(draft, 'one-time-code', code, at);
    if (outcome !== 'completed') restore();
    return outcome;
  };

  it('control: who knows the code signs, once', async () => {
    expect(await guess(2)).toBe('completed');
    expect(await typed.sign(ada, draft)).toEqual({ result: 1, signed: 1 });
  });

  it.each([3, 4, 20])('buys no further try of a replica after three (%d wrong ones)', async (wrong) => {
    expect(await guess(wrong)).toBe('evidence.invalid');
    expect(await typed.sign(ada, draft)).toEqual({ result: 'activation.state', signed: 0 });
  });

  it('buys three tries of each replica at most', async () => {
    const replicas = [typed.replica, await typed.start(), await typed.start()];
    // A replica that began after the code was made refuses it altogether; these began in the same moment.
    const outcomes = [];
    for (const at of replicas) outcomes.push(await guess(3, at));
    expect(outcomes).toEqual(Array(3).fill('evidence.invalid'));
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });

  it('buys nothing by putting another code of before in the place of the spent one', async () => {
    typed.world.clock.advance(30_000);
    await typed.code(draft);
    for (let count = 0; count < 3; count += 1) {
      restore();
      expect(await typed.type(draft, 'one-time-code', count < 2 ? notThe(code) : code)).toBe('evidence.invalid');
    }
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });

  it('buys nine tries over as many codes as there are, and not one more: then the means is locked', async () => {
    const begin = photograph(typed);
    const outcomes: string[] = [];
    for (let codes = 0; codes < 5; codes += 1) {
      typed.world.clock.advance(30_000);
      const sent = await typed.code(draft).catch((error: { code: string }) => error.code);
      if (!/^\d{6}$/.test(sent)) outcomes.push(sent);
      else for (let count = 0; count < 3; count += 1) outcomes.push(await typed.type(draft, 'one-time-code', notThe(sent)));
      begin();
    }
    expect(outcomes).toEqual([...Array<string>(8).fill('evidence.invalid'), 'evidence.locked', 'evidence.locked', 'evidence.locked']);
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });

  it('buys no code beyond those of the day', async () => {
    const { policy } = typed.world.policies;
    typed.world.policies.policy = { ...policy, code: { ...policy.code, perDay: 3 } };
    const outcomes = [];
    for (let count = 0; count < 4; count += 1) {
      typed.world.clock.advance(30_000);
      outcomes.push(
        await typed.replica.sendCode.run(draft.activationId).then(
          () => 'sent',
          (error: { code: string }) => error.code,
        ),
      );
      restore();
    }
    expect(outcomes).toEqual(['sent', 'sent', 'evidence.too_many_codes', 'evidence.too_many_codes']);
  });

  it('cannot make its own rows instead', async () => {
    for (const table of [typed.rows.codes.table, typed.rows.counters.table]) {
      for (const [id, row] of table)
        table.set(id, { ...row, text: row.text.replace(/"tries":\d/, '"tries":-1').replace(/"wrongTries":\d/, '"wrongTries":-1') });
    }
    expect(await typed.type(draft, 'one-time-code', notThe(code))).toBe('record.tampered');
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });
});
