import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { ChangesWorld } from '../changes-world.js';
import { SUBSCRIBER } from '../world.js';
import { outcomeOf, refused, type Outcome } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

const OPENED: Outcome = { code: 'done', signed: 1 };

/** A neighbour opens drafts and never completes them: to fill memory, or so that a signer finds no end of them. */
describe('drafts without end', () => {
  let trial: SigningTrial;
  beforeEach(async () => {
    trial = await SigningTrial.make();
    trial.world.policies.policy = { ...trial.world.policies.policy, openDrafts: { perCredential: 3, perClient: 5 } };
  });

  const opening = (signer = trial.ada, clientId = trial.world.clientId) =>
    outcomeOf(trial.world.token, () => trial.world.openActivation.run({ ...trial.world.opening(signer), clientId }));

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

  it('are refused as well if they are asked for all at once', async () => {
    const { world, ada } = trial;
    const results = await Promise.allSettled(Array.from({ length: 40 }, () => world.open(ada)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as { code?: string }).code] : []))).toEqual(
      Array(37).fill('activation.busy'),
    );
    expect(await opening(await world.signer())).toEqual(OPENED);
  });

  it('keep nobody else from opening, if they are a stranger’s and never become any', async () => {
    const stranger = newId('cli');
    await trial.world.recordClient.run(stranger, { subscriberId: newId('sub'), name: 'Somebody else’s application', multisign: 1, keys: [] });
    const strangers = Array.from({ length: 40 }, () => opening(trial.ada, stranger));
    expect((await opening()).code).toBe('done');
    expect((await Promise.all(strangers)).map(({ code }) => code)).toEqual(Array(40).fill('credential.unknown'));
  });

  it('of changes are refused as well, one after the other or all at once', async () => {
    const changes = await ChangesWorld.make({ openDrafts: { perCredential: 3, perClient: 5 } });
    const ada = await changes.signer();
    const ask = () => changes.open(ada, { act: 'add-means', kind: 'pin' });
    const results = await Promise.allSettled(Array.from({ length: 40 }, ask));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await outcomeOf(changes.token, ask)).toEqual(refused('activation.busy'));
    changes.clock.advance(3_600_000);
    expect(await outcomeOf(changes.token, ask)).toEqual(OPENED);
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
