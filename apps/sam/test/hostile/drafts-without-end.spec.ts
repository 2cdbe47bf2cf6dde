import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { SUBSCRIBER } from '../world.js';
import { outcomeOf, refused } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

/** A neighbour opens drafts and never completes them: to fill memory, or so that a signer finds no end of them. */
describe('drafts without end', () => {
  let trial: SigningTrial;
  beforeEach(async () => {
    trial = await SigningTrial.make();
    trial.world.policies.policy = { ...trial.world.policies.policy, openDrafts: { perCredential: 3, perClient: 5 } };
  });

  const opening = (signer = trial.ada, clientId = trial.world.clientId) =>
    outcomeOf(trial.world.token, () => trial.world.openActivation.run({ ...trial.world.opening(signer), clientId }));
  const OPENED = { code: 'done', signed: 1 };

  it('are refused for one credential beyond what the policy allows, without a signature', async () => {
    for (let count = 0; count < 3; count += 1) expect(await opening()).toEqual(OPENED);
    expect(await opening()).toEqual(refused('activation.busy'));
    expect(await opening(await trial.world.signer())).toEqual(OPENED);
  });

  it('are refused for one client, whatever the credential; another client is not harmed', async () => {
    const signers = await Promise.all(Array.from({ length: 5 }, () => trial.world.signer()));
    for (const signer of signers) expect(await opening(signer)).toEqual(OPENED);
    expect(await opening()).toEqual(refused('activation.busy'));
    const other = newId('cli');
    await trial.world.recordClient.run(other, { subscriberId: SUBSCRIBER, name: 'Another application', multisign: 1, keys: [] });
    expect(await opening(trial.ada, other)).toEqual(OPENED);
  });

  it('end by themselves, by a refusal and by completion', async () => {
    const { world, ada } = trial;
    const drafts = [await world.open(ada), await world.open(ada), await world.open(ada)] as const;
    expect(await opening()).toEqual(refused('activation.busy'));
    await world.abandonActivation.run(drafts[0].activationId, 'refused');
    await world.signIn(ada, drafts[1]);
    expect([await opening(), await opening(), await opening()]).toEqual([OPENED, OPENED, refused('activation.busy')]);
    world.clock.advance(world.policies.policy.draftLifetimeSeconds * 1_000);
    expect(await opening()).toEqual(OPENED);
  });

  it('take nothing from what is completed: it signs', async () => {
    const good = await trial.approved();
    for (let count = 0; count < 4; count += 1) await opening();
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });
});
