import { beforeEach, describe, expect, it } from '@jest/globals';
import { activationChallenge } from '@paraph/kernel';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';
import type { PasskeySigner } from '../quorum-world.js';
import { EvidenceTrial, SIGNED } from './evidence-trial.js';
import { refused } from './refusal.js';

describe('evidence that comes when it is no longer wanted', () => {
  let trial: EvidenceTrial;
  let ada: PasskeySigner;
  let draft: ActivationDraft;
  beforeEach(async () => {
    trial = await EvidenceTrial.make();
    ada = await trial.quorum.signer();
    draft = await trial.quorum.world.open(ada);
  });

  const lifetime = () => trial.quorum.world.policies.policy.draftLifetimeSeconds * 1_000;

  it.each(['passkey', 'signIn'] as const)('completes nothing at the end of the draft (%s)', async (how) => {
    const inTime = await trial.quorum.world.open(ada);
    trial.quorum.world.clock.advance(lifetime() - 1);
    expect(await trial[how](ada, inTime)).toEqual(SIGNED);
    trial.quorum.world.clock.advance(1);
    expect(await trial[how](ada, draft)).toEqual(refused('activation.expired'));
  });

  it('completes nothing if it was made in time and held back', async () => {
    const assertion = ada.authenticator.assert(activationChallenge(draft.statement));
    const token = await trial.quorum.world.idToken(ada, draft);
    trial.quorum.world.clock.advance(lifetime());
    expect(await trial.assertion(ada, draft, assertion)).toEqual(refused('activation.expired'));
    expect(await trial.idToken(ada, draft, token)).toEqual(refused('activation.expired'));
    expect(await trial.passkey(ada, await trial.quorum.world.open(ada))).toEqual(SIGNED);
  });

  it.each(['refused', 'failed', 'revoked'] as const)('completes nothing that its signer or identity gave up (%s)', async (reason) => {
    const other = await trial.quorum.world.open(ada);
    await trial.quorum.world.abandonActivation.run(draft.activationId, reason);
    expect(await trial.passkey(ada, draft)).toEqual(refused('activation.state'));
    expect(await trial.signIn(ada, draft)).toEqual(refused('activation.state'));
    expect(await trial.passkey(ada, other)).toEqual(SIGNED);
  });

  it('completes nothing a second time', async () => {
    expect(await trial.passkey(ada, draft)).toEqual(SIGNED);
    expect(await trial.signIn(ada, draft)).toEqual(refused('activation.state'));
  });

  it('completes nothing whose end a database moved', async () => {
    trial.quorum.world.clock.advance(lifetime());
    const { table } = trial.quorum.world.stores.activations;
    const row = table.get(draft.activationId);
    if (!row) throw new Error('no row');
    const later = new Date(trial.quorum.world.clock.now().getTime() + 60_000);
    table.set(draft.activationId, { ...row, expiresAt: later });
    expect(await trial.passkey(ada, draft)).toEqual(refused('activation.expired'));
    table.set(draft.activationId, { ...row, expiresAt: later, draft: row.draft.replace(draft.expiresAt, later.toISOString()) });
    expect(await trial.passkey(ada, draft)).toEqual(refused('record.tampered'));
    expect(await trial.passkey(ada, await trial.quorum.world.open(ada))).toEqual(SIGNED);
  });

  it('completes nothing that a credential was suspended under', async () => {
    await trial.quorum.world.change(ada.credentialId, { state: 'suspended' });
    expect(await trial.passkey(ada, draft)).toEqual(refused('evidence.invalid'));
    await trial.quorum.world.change(ada.credentialId, { state: 'active' });
    expect(await trial.passkey(ada, draft)).toEqual(SIGNED);
  });
});
