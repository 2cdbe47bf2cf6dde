import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { refused } from '../hostile/refusal.js';
import { SIGNED_ONCE, SigningTrial } from '../hostile/signing-trial.js';

describe('FCS_COP.1: signatures by approved algorithms only, on the day they are made', () => {
  let trial: SigningTrial;
  beforeEach(async () => void (trial = await SigningTrial.make()));

  it.each([
    ['ECDSA with SHA-1', '1.2.840.10045.4.1'],
    ['RSA with MD5', '1.2.840.113549.1.1.4'],
    ['one nobody knows', '1.2.3.4'],
  ])('makes none with %s', async (_what, signAlgorithmOid) => {
    const good = await trial.approved();
    expect(await trial.sign({ ...good, attemptId: newId('att'), signAlgorithmOid })).toEqual(refused('algorithm.unsupported'));
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });

  it('makes none after the last day of the algorithm', async () => {
    const good = await trial.approved(['a', 'b']);
    trial.world.algorithms.change('p256', { signUntil: new Date(trial.world.clock.now().getTime() + 60_000) });
    expect(await trial.sign({ ...good, hashes: good.hashes.slice(0, 1) })).toEqual(SIGNED_ONCE);
    trial.world.clock.advance(60_000);
    expect(await trial.sign({ ...good, attemptId: newId('att'), hashes: good.hashes.slice(1) })).toEqual(refused('algorithm.unsupported'));
  });
});
