import { beforeEach, describe, expect, it } from '@jest/globals';
import { SAD_PREFIX } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { outcomeOf, refused } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

/** The SAD goes out once, to the client that redeemed its code. Identity, which passes it on, wants one of its own. */
describe('a second SAD for one activation', () => {
  let trial: SigningTrial;
  let activationId: string;
  beforeEach(async () => {
    trial = await SigningTrial.make();
    ({ activationId } = await trial.world.completed(trial.ada));
  });

  const redeem = (clientId = trial.world.clientId, of = activationId) =>
    outcomeOf(trial.world.token, () => trial.world.issueSad.run({ activationId: of, clientId }));
  const first = async () => `${SAD_PREFIX}${(await trial.world.issueSad.run({ activationId, clientId: trial.world.clientId })).sad}`;

  it('is not given out', async () => {
    const sad = await first();
    expect(await redeem()).toEqual(refused('activation.state'));
    expect(await trial.sign(trial.world.request(trial.ada, sad))).toEqual(SIGNED_ONCE);
    expect(await redeem()).toEqual(refused('activation.state'));
  });

  it('is not given out for a key of identity’s own', async () => {
    const sad = await first();
    const bound = () => trial.world.issueSad.run({ activationId, clientId: trial.world.clientId, proofKeyThumbprint: 'A'.repeat(43) });
    expect(await outcomeOf(trial.world.token, bound)).toEqual(refused('activation.state'));
    expect(await trial.sign(trial.world.request(trial.ada, sad))).toEqual(SIGNED_ONCE);
  });

  it('is not given out to ten who ask at once: one of them has it', async () => {
    const asked = Array.from({ length: 10 }, () => trial.world.issueSad.run({ activationId, clientId: trial.world.clientId }));
    const answers = await Promise.allSettled(asked);
    const issued = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.sad] : []));
    expect(issued).toHaveLength(1);
    expect(await trial.sign(trial.world.request(trial.ada, `${SAD_PREFIX}${issued[0]}`))).toEqual(SIGNED_ONCE);
  });

  it('is not given out to another client, nor for an activation nobody completed', async () => {
    expect(await redeem(newId('cli'))).toEqual(refused('activation.unknown'));
    const draft = await trial.world.open(trial.ada);
    expect(await redeem(trial.world.clientId, draft.activationId)).toEqual(refused('activation.state'));
    expect(await trial.sign(trial.world.request(trial.ada, await first()))).toEqual(SIGNED_ONCE);
  });

  it('is not given out after the signer’s stop', async () => {
    await trial.world.abandonActivation.run(activationId, 'revoked');
    expect(await redeem()).toEqual(refused('activation.state'));
    expect(await trial.sign(await trial.approved())).toEqual(SIGNED_ONCE);
  });
});
