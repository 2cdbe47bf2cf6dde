import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { TestSigner } from '../world.js';
import { outcomeOf, refused } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

/** Somebody uses what is theirs to have another person's key sign. */
describe('a request that names another’s credential', () => {
  let trial: SigningTrial;
  let bob: TestSigner;
  beforeEach(async () => {
    trial = await SigningTrial.make();
    bob = await trial.world.signer();
  });

  it('signs nothing by a SAD of one’s own', async () => {
    const good = await trial.approved();
    expect(await trial.sign({ ...good, credentialId: bob.credentialId })).toEqual(refused('sad.invalid'));
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });

  it('signs nothing for a bearer whom identity names otherwise than the SAD does', async () => {
    const good = await trial.approved();
    expect(await trial.sign({ ...good, signerId: bob.signerId })).toEqual(refused('sad.invalid'));
    expect(await trial.sign({ ...good, signerId: trial.ada.signerId })).toEqual(SIGNED_ONCE);
  });

  it('signs nothing for another client than the one the signer was shown', async () => {
    const { world } = trial;
    const client = await world.records.find('client', world.clientId);
    const other = newId('cli');
    await world.recordClient.run(other, { subscriberId: client?.body.subscriberId ?? '', name: 'Another application', multisign: 1, keys: [] });
    const good = await trial.approved();
    expect(await trial.sign({ ...good, clientId: other })).toEqual(refused('sad.invalid'));
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });

  it('opens nothing for a client of another subscriber, nor for another signed-in person', async () => {
    const { world, ada } = trial;
    const stranger = newId('cli');
    await world.recordClient.run(stranger, { subscriberId: newId('sub'), name: 'Somebody else’s application', multisign: 1, keys: [] });
    const open = (change: object) => outcomeOf(world.token, () => world.openActivation.run({ ...world.opening(ada), ...change }));
    expect(await open({ clientId: stranger })).toEqual(refused('credential.unknown'));
    expect(await open({ signerId: bob.signerId })).toEqual(refused('credential.unknown'));
    expect(await open({ signerId: ada.signerId })).toEqual({ code: 'done', signed: 1 });
  });

  it('signs nothing when the credential was given to another person after the approval', async () => {
    const { world, ada } = trial;
    const good = await trial.approved();
    await world.change(ada.credentialId, { signerId: bob.signerId });
    expect(await trial.sign(good)).toEqual(refused('credential.disabled'));
    await world.change(ada.credentialId, { signerId: ada.signerId });
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });
});
