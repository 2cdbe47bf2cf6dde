import { beforeEach, describe, expect, it } from '@jest/globals';
import { toBase64Url } from '@paraph/kernel';
import type { BindingState } from '../../src/domain/records/record-kinds.js';
import { outcomeOf, refused } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

/** The signer approved in time; then the certificate was revoked, or the key given up. What was approved is not signed any more. */
describe.each<BindingState>(['revoked', 'destroyed', 'accepted'])('a credential whose record says %s', (state) => {
  let trial: SigningTrial;
  beforeEach(async () => void (trial = await SigningTrial.make()));

  const end = () => trial.world.change(trial.ada.credentialId, { state });

  it('signs nothing by a SAD of before', async () => {
    const bob = await trial.world.signer();
    const good = await trial.approved();
    await end();
    expect(await trial.sign(good)).toEqual(refused('credential.disabled'));
    expect(await trial.lastEvent()).toBe('signature-refused: credential.disabled');
    expect(await trial.sign(trial.world.request(bob, await trial.world.sad(bob)))).toEqual(SIGNED_ONCE);
  });

  it('takes no evidence for a draft of before, and opens no other', async () => {
    const { world, ada } = trial;
    const draft = await world.open(ada);
    await end();
    expect(await outcomeOf(world.token, () => world.signIn(ada, draft))).toEqual(refused('evidence.invalid'));
    expect(await outcomeOf(world.token, () => world.open(ada))).toEqual(refused('credential.disabled'));
  });
});

describe('a revocation while the token is being asked', () => {
  it('stops what is reserved and not signed yet from being asked again', async () => {
    const trial = await SigningTrial.make();
    const { world, ada } = trial;
    const good = await trial.approved(['a', 'b']);
    const sign = world.keys.sign.bind(world.keys);
    world.keys.sign = async (reservation) => {
      await world.change(ada.credentialId, { state: 'revoked' });
      return sign(reservation);
    };
    // What was reserved under a valid certificate is signed: the intent was durable before the revocation.
    expect(await trial.sign({ ...good, hashes: good.hashes.slice(0, 1) })).toEqual(SIGNED_ONCE);
    world.keys.sign = sign;
    const other = { ...good, attemptId: `att_${toBase64Url(new Uint8Array(16))}`, hashes: good.hashes.slice(1) };
    expect(await trial.sign(other)).toEqual(refused('credential.disabled'));
  });
});
