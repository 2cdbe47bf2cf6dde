import { beforeEach, describe, expect, it } from '@jest/globals';
import { policyProblems } from '../../src/domain/evidence/policy-problems.js';
import { PIN, totpAt, TypedWorld } from '../typed-world.js';
import type { TestSigner } from '../world.js';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';

/* Attack: one factor, given twice, passes for two. */

describe('the same factor twice', () => {
  let typed: TypedWorld;
  let ada: TestSigner;
  let draft: ActivationDraft;
  beforeEach(async () => {
    typed = await TypedWorld.make([
      ['one-time-code', 'pin'],
      ['oidc', 'totp'],
    ]);
    ada = await typed.signer();
    typed.world.clock.advance(60_000);
    draft = await typed.world.open(ada);
  });
  const giveCode = async (of = draft) => typed.type(of, 'one-time-code', await typed.code(of));

  it('control: two different ones complete the activation, and one signature is made', async () => {
    expect([await giveCode(), await typed.type(draft, 'pin', PIN)]).toEqual(['waiting', 'completed']);
    expect(await typed.sign(ada, draft)).toEqual({ result: 1, signed: 1 });
  });

  it('is not taken: the same code', async () => {
    const code = await typed.code(draft);
    expect([await typed.type(draft, 'one-time-code', code), await typed.type(draft, 'one-time-code', code)]).toEqual(['waiting', 'evidence.missing']);
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });

  it('is not taken: the same ciphertext, by two requests at the same time', async () => {
    const evidence = await typed.typed(draft, 'one-time-code', await typed.code(draft));
    const outcomes = await Promise.all([1, 2, 3].map(() => typed.present(draft, evidence)));
    expect(outcomes.filter((one) => one === 'waiting')).toHaveLength(1);
    expect(outcomes).not.toContain('completed');
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });

  it('is not taken: a second code, which is not even sent', async () => {
    await giveCode();
    typed.world.clock.advance(30_000);
    await expect(typed.replica.sendCode.run(draft.activationId)).rejects.toMatchObject({ code: 'evidence.missing' });
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });

  it('is not taken: a generator’s code for two activations', async () => {
    const other = await typed.world.open(ada);
    for (const one of [draft, other]) await typed.world.signIn(ada, one);
    const code = totpAt(typed.world.clock.now());
    expect([await typed.type(draft, 'totp', code), await typed.type(other, 'totp', code)]).toEqual(['completed', 'evidence.invalid']);
    expect((await typed.sign(ada, other)).signed).toBe(0);
    expect((await typed.sign(ada, draft)).signed).toBe(1);
  });

  it('makes no policy: two things the signer has are one kind of factor', () => {
    const policy = { ...typed.world.policies.policy, minimumFactors: 2 as const };
    expect(policyProblems({ ...policy, evidence: [['one-time-code', 'totp']] })).toEqual([expect.stringContaining('expected 2 factors of different kinds')]);
    expect(policyProblems({ ...policy, evidence: [['one-time-code', 'one-time-code']] })).toEqual(
      expect.arrayContaining([expect.stringContaining('expected each kind once')]),
    );
    expect(policyProblems({ ...policy, evidence: [['one-time-code', 'pin']] })).toEqual([]);
  });
});
