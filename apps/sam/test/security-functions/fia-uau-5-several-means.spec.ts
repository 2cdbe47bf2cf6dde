import { beforeEach, describe, expect, it } from '@jest/globals';
import { EvidenceTrial, SIGNED } from '../hostile/evidence-trial.js';
import { refused } from '../hostile/refusal.js';
import type { PasskeySigner } from '../quorum-world.js';

describe('FIA_UAU.1, FIA_UAU.5: nothing is signed before the signer authenticated by what the policy names', () => {
  let trial: EvidenceTrial;
  let ada: PasskeySigner;
  beforeEach(async () => {
    trial = await EvidenceTrial.make([['passkey', 'oidc']]);
    ada = await trial.quorum.signer();
  });

  it('gives no SAD without any, nor with one of two, and one with both', async () => {
    const draft = await trial.quorum.world.open(ada);
    const issue = () => trial.quorum.world.issueSad.run({ activationId: draft.activationId, clientId: trial.quorum.world.clientId });
    await expect(issue()).rejects.toMatchObject({ code: 'activation.state' });
    expect((await trial.passkey(ada, draft)).code).toBe('activation.state');
    expect(await trial.signIn(ada, draft)).toEqual(SIGNED);
  });

  it('takes nobody else’s', async () => {
    const bob = await trial.quorum.signer();
    const draft = await trial.quorum.world.open(ada);
    expect(await trial.passkey(bob, draft)).toEqual(refused('evidence.invalid'));
    expect(await trial.signIn(bob, draft)).toEqual(refused('evidence.invalid'));
  });
});
