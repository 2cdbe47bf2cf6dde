import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { hashOf, SHA256 } from '../world.js';
import { outcomeOf, refused } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

/** One approval, and somebody who wants more out of it than one signature for each document. */
describe('a request for more signatures than were approved', () => {
  let trial: SigningTrial;
  beforeEach(async () => void (trial = await SigningTrial.make()));

  const again = (request: Awaited<ReturnType<SigningTrial['approved']>>) => ({ ...request, attemptId: newId('att') });

  it('gets none for an approved hash twice in one request', async () => {
    const good = await trial.approved();
    expect(await trial.sign({ ...again(good), hashes: [...good.hashes, ...good.hashes] })).toEqual(refused('hash.not_authorised'));
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });

  it('gets none for an approved hash a second time', async () => {
    const good = await trial.approved(['a', 'b']);
    expect(await trial.sign({ ...good, hashes: [hashOf('a')] })).toEqual(SIGNED_ONCE);
    expect(await trial.sign({ ...again(good), hashes: [hashOf('a')] })).toEqual(refused('hash.not_authorised'));
    expect(await trial.sign({ ...again(good), hashes: [hashOf('b')] })).toEqual(SIGNED_ONCE);
    expect(await trial.sign({ ...again(good), hashes: [hashOf('b')] })).toEqual(refused('sad.spent'));
  });

  it('gets one for each of them from a hundred requests at once', async () => {
    const good = await trial.approved(['a', 'b', 'b']);
    const before = trial.world.token.counters.signCalls;
    const names = Array.from({ length: 100 }, (_, place) => (place % 2 === 0 ? 'a' : 'b'));
    const results = await Promise.allSettled(names.map((name) => trial.world.signHash.run({ ...again(good), hashes: [hashOf(name)] })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(trial.world.token.counters.signCalls - before).toBe(3);
  });

  it('gets none after a fault in which the token may have signed', async () => {
    const [good, other] = [await trial.approved(), await trial.approved()];
    trial.world.token.failNextSignature('hsm.ambiguous');
    expect(await trial.sign(good)).toEqual({ code: 'hsm.ambiguous', signed: 1 });
    expect(await trial.sign(good)).toEqual(refused('hsm.ambiguous'));
    expect(await trial.sign(again(good))).toEqual(refused('sad.spent'));
    expect(await trial.sign(other)).toEqual(SIGNED_ONCE);
  });

  it('gets no room for more when the activation is opened', async () => {
    const { world, ada } = trial;
    const opening = world.opening(ada);
    const open = (change: object) => outcomeOf(world.token, () => world.openActivation.run({ ...opening, ...change }));
    expect(await open({ numSignatures: 2 })).toEqual(refused('activation.too_many'));
    expect(await open({ numSignatures: 0 })).toEqual(refused('request.invalid'));
    const many = Array.from({ length: 101 }, (_, place) => ({ label: '', hash: hashOf(`document ${place}`) }));
    // The client of these tests may have a hundred.
    expect(await open({ documents: many, numSignatures: 101 })).toEqual(refused('activation.too_many'));
    expect(await open({ documents: many.slice(1), numSignatures: 100 })).toEqual({ code: 'done', signed: 1 });
  });

  it('gets no hash added to what was approved', async () => {
    const { world, ada } = trial;
    const good = await trial.approved();
    const more = { sad: good.sad, clientId: world.clientId, credentialId: ada.credentialId, hashes: [hashOf('mortgage.pdf')], hashAlgorithmOid: SHA256 };
    expect(await outcomeOf(world.token, () => world.extendActivation.run(more))).toEqual(refused('activation.too_many'));
    world.policies.policy = { ...world.policies.policy, counted: 'free' };
    expect(await outcomeOf(world.token, () => world.extendActivation.run(more))).toEqual(refused('activation.too_many'));
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });
});
