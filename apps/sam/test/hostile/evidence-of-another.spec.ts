import { beforeEach, describe, expect, it } from '@jest/globals';
import { activationChallenge } from '@paraph/kernel';
import { SoftwareAuthenticator } from '@paraph/testing';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';
import { APPROVAL, type PasskeySigner } from '../quorum-world.js';
import { EvidenceTrial, SIGNED } from './evidence-trial.js';
import { refused } from './refusal.js';

describe('a person who approves in the name of another', () => {
  let trial: EvidenceTrial;
  let ada: PasskeySigner;
  let bob: PasskeySigner;
  let draft: ActivationDraft;
  beforeEach(async () => {
    trial = await EvidenceTrial.make();
    [ada, bob] = [await trial.quorum.signer(), await trial.quorum.signer()];
    draft = await trial.quorum.world.open(ada);
  });

  const challenge = () => activationChallenge(draft.statement);

  it('gets nothing with a passkey of their own', async () => {
    expect(await trial.assertion(ada, draft, bob.authenticator.assert(challenge()))).toEqual(refused('evidence.invalid'));
    expect(await trial.reason()).toBe('no passkey of this credential that counts now');
    expect(await trial.passkey(ada, draft)).toEqual(SIGNED);
  });

  it('gets nothing with a passkey of their own under the name of the other’s', async () => {
    expect(await trial.assertion(ada, draft, { ...bob.authenticator.assert(challenge()), id: ada.authenticator.id })).toEqual(refused('evidence.invalid'));
    expect(await trial.passkey(ada, draft)).toEqual(SIGNED);
  });

  it('gets nothing with a passkey that nobody registered', async () => {
    const fresh = SoftwareAuthenticator.make({ origin: APPROVAL });
    const userHandle = Buffer.from(ada.signerId).toString('base64url');
    expect(await trial.assertion(ada, draft, { ...fresh.assert(challenge()), userHandle })).toEqual(refused('evidence.invalid'));
    expect(await trial.passkey(ada, draft)).toEqual(SIGNED);
  });

  it('gets nothing with the passkey of an approver, whom the SAM knows as well', async () => {
    expect(await trial.assertion(ada, draft, trial.quorum.people[0].authenticator.assert(challenge()))).toEqual(refused('evidence.invalid'));
    expect(await trial.passkey(ada, draft)).toEqual(SIGNED);
  });

  it('gets nothing by signing in as themselves', async () => {
    const token = await trial.quorum.world.idToken(bob, draft);
    expect(await trial.idToken(ada, draft, token)).toEqual(refused('evidence.invalid'));
    expect(await trial.reason()).toBe('another person');
    expect(await trial.signIn(ada, draft)).toEqual(SIGNED);
  });

  it('gets nothing with the same subject at another provider', async () => {
    expect(await trial.signIn(ada, draft, { claims: { iss: 'https://other.example' } })).toEqual(refused('evidence.invalid'));
    expect(await trial.signIn(ada, draft)).toEqual(SIGNED);
  });

  it('gets nothing with what they gave for an activation of their own', async () => {
    const own = await trial.quorum.world.open(bob);
    const assertion = bob.authenticator.assert(activationChallenge(own.statement));
    expect(await trial.assertion(ada, draft, assertion)).toEqual(refused('evidence.invalid'));
    expect(await trial.idToken(ada, draft, await trial.quorum.world.idToken(bob, own))).toEqual(refused('evidence.invalid'));
    expect(await trial.assertion(bob, own, assertion)).toEqual(SIGNED);
  });

  it('gets no signature of the other’s key with an activation of their own', async () => {
    const { world } = trial.quorum;
    const sad = await world.sad(bob);
    const before = world.token.counters.signCalls;
    await expect(world.signHash.run({ ...world.request(bob, sad), credentialId: ada.credentialId })).rejects.toThrow('sad.invalid');
    expect(world.token.counters.signCalls).toBe(before);
    await expect(world.signHash.run(world.request(bob, sad))).resolves.toHaveLength(1);
  });
});
