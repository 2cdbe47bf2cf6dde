import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { refused } from '../hostile/refusal.js';
import { SIGNED_ONCE, SigningTrial } from '../hostile/signing-trial.js';
import { hashOf } from '../world.js';

describe('FDP_ACC.1, FDP_ACF.1 (signing): the signer’s key signs what the SAD authorises', () => {
  let trial: SigningTrial;
  beforeEach(async () => void (trial = await SigningTrial.make()));

  it('signs the data of the SAD, by the key of its credential, once', async () => {
    const good = await trial.approved();
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
    expect(await trial.sign({ ...good, attemptId: newId('att') })).toEqual(refused('sad.spent'));
  });

  it('signs no other data', async () => {
    const good = await trial.approved();
    expect(await trial.sign({ ...good, attemptId: newId('att'), hashes: [hashOf('another')] })).toEqual(refused('hash.not_authorised'));
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });

  it('signs by no other key', async () => {
    const bob = await trial.world.signer();
    const good = await trial.approved();
    expect((await trial.sign({ ...good, attemptId: newId('att'), credentialId: bob.credentialId })).signed).toBe(0);
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });

  it('signs nothing when the SAD is over', async () => {
    const good = await trial.approved();
    trial.world.clock.advance(24 * 3_600_000);
    expect(await trial.sign(good)).toEqual(refused('sad.expired'));
  });
});
