import { beforeEach, describe, expect, it } from '@jest/globals';
import { activationChallenge } from '@paraph/kernel';
import type { PasskeySigner } from '../quorum-world.js';
import { EvidenceTrial, SIGNED } from './evidence-trial.js';
import { refused } from './refusal.js';

describe('a neighbour that kept the evidence of an activation', () => {
  let trial: EvidenceTrial;
  let ada: PasskeySigner;
  beforeEach(async () => {
    trial = await EvidenceTrial.make();
    ada = await trial.quorum.signer();
  });

  const open = () => trial.quorum.world.open(ada);

  it('completes no second activation with the assertion, though it asks for the same documents', async () => {
    const [first, second] = [await open(), await open()];
    const assertion = ada.authenticator.assert(activationChallenge(first.statement));
    expect(await trial.assertion(ada, first, assertion)).toEqual(SIGNED);
    expect(await trial.assertion(ada, second, assertion)).toEqual(refused('evidence.invalid'));
    expect(await trial.passkey(ada, second)).toEqual(SIGNED);
  });

  it('completes no second activation with an assertion that was never presented', async () => {
    const [first, second] = [await open(), await open()];
    const withheld = ada.authenticator.assert(activationChallenge(first.statement));
    expect(await trial.assertion(ada, second, withheld)).toEqual(refused('evidence.invalid'));
    expect(await trial.assertion(ada, first, withheld)).toEqual(SIGNED);
  });

  it('completes nothing with the assertion of a passkey that never counts', async () => {
    const eve = await trial.quorum.signer({ backupEligible: true, backedUp: true });
    const [first, second] = [await trial.quorum.world.open(eve), await trial.quorum.world.open(eve)];
    const assertion = eve.authenticator.assert(activationChallenge(first.statement));
    expect(await trial.assertion(eve, first, assertion)).toEqual(SIGNED);
    expect(await trial.assertion(eve, second, assertion)).toEqual(refused('evidence.invalid'));
    expect(await trial.assertion(eve, first, assertion)).toEqual(refused('activation.state'));
    expect(await trial.passkey(eve, second)).toEqual(SIGNED);
  });

  it('completes no second activation with the ID token', async () => {
    const [first, second] = [await open(), await open()];
    const token = await trial.quorum.world.idToken(ada, first);
    expect(await trial.idToken(ada, first, token)).toEqual(SIGNED);
    expect(await trial.idToken(ada, second, token)).toEqual(refused('evidence.invalid'));
    expect(await trial.signIn(ada, second)).toEqual(SIGNED);
  });

  it('counts no evidence twice towards two factors', async () => {
    trial.quorum.world.policies.policy = { ...trial.quorum.world.policies.policy, evidence: [['passkey', 'oidc']] };
    const draft = await open();
    const assertion = ada.authenticator.assert(activationChallenge(draft.statement));
    // Only half of what is asked: a SAD is not to be had.
    expect(await trial.assertion(ada, draft, assertion)).toEqual(refused('activation.state'));
    expect(await trial.assertion(ada, draft, assertion)).toEqual(refused('evidence.missing'));
    expect(await trial.signIn(ada, draft)).toEqual(SIGNED);
  });

  it('gets nothing from a database that forgot what was used', async () => {
    const [first, second] = [await open(), await open()];
    const assertion = ada.authenticator.assert(activationChallenge(first.statement));
    const token = await trial.quorum.world.idToken(ada, first);
    expect(await trial.assertion(ada, first, assertion)).toEqual(SIGNED);
    trial.quorum.world.stores.evidence.used.clear();
    expect(await trial.assertion(ada, second, assertion)).toEqual(refused('evidence.invalid'));
    expect(await trial.idToken(ada, second, token)).toEqual(refused('evidence.invalid'));
    expect(await trial.assertion(ada, first, assertion)).toEqual(refused('activation.state'));
    expect(await trial.passkey(ada, second)).toEqual(SIGNED);
  });

  it('gets nothing by presenting it many times at once', async () => {
    const draft = await open();
    const assertion = ada.authenticator.assert(activationChallenge(draft.statement));
    const { world } = trial.quorum;
    const all = await Promise.allSettled(Array.from({ length: 50 }, () => world.present.run(draft.activationId, { kind: 'passkey', assertion })));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const given = (await world.eventTypes()).filter((type) => type === 'evidence-given');
    expect(given).toHaveLength(1);
  });
});
