import { describe, expect, it } from '@jest/globals';
import { activationChallenge, newId } from '@paraph/kernel';
import { EvidenceTrial, SIGNED } from '../hostile/evidence-trial.js';
import { refused } from '../hostile/refusal.js';
import { SIGNED_ONCE, SigningTrial } from '../hostile/signing-trial.js';

describe('FPT_RPL.1: what was used once is used', () => {
  it('takes an assertion for one activation only', async () => {
    const trial = await EvidenceTrial.make();
    const ada = await trial.quorum.signer();
    const [first, second] = [await trial.quorum.world.open(ada), await trial.quorum.world.open(ada)];
    const assertion = ada.authenticator.assert(activationChallenge(first.statement));
    expect(await trial.assertion(ada, first, assertion)).toEqual(SIGNED);
    expect(await trial.assertion(ada, second, assertion)).toEqual(refused('evidence.invalid'));
    expect(await trial.passkey(ada, second)).toEqual(SIGNED);
  });

  it('answers a repeated request with the signature that was made, and makes none', async () => {
    const trial = await SigningTrial.make();
    const good = await trial.approved();
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
    expect(await trial.sign(good)).toEqual({ code: 'done', signed: 0 });
    expect(await trial.sign({ ...good, attemptId: newId('att') })).toEqual(refused('sad.spent'));
  });
});
