import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';
import type { TestSigner } from '../world.js';
import { EvidenceTrial, SIGNED } from './evidence-trial.js';
import { refused } from './refusal.js';

/**
 * A provider that has a session with the person answers `prompt=none` with a token for any nonce, without the person doing
 * anything. A hostile identity service puts the challenge of its own activation there.
 */
describe('an ID token fetched silently, with the challenge as its nonce', () => {
  let trial: EvidenceTrial;
  let ada: TestSigner;
  let draft: ActivationDraft;
  let loggedInAt: number;
  beforeEach(async () => {
    trial = await EvidenceTrial.make([['oidc']]);
    ada = await trial.quorum.world.signer();
    loggedInAt = seconds();
    // An ordinary login; a minute later the activation is opened behind the person's back.
    trial.quorum.world.clock.advance(60_000);
    draft = await trial.quorum.world.open(ada);
    trial.quorum.world.clock.advance(3_000);
  });

  const seconds = () => Math.floor(trial.quorum.world.clock.now().getTime() / 1_000);

  it('is refused: the person authenticated before the draft was opened', async () => {
    expect(await trial.signIn(ada, draft, { claims: { auth_time: loggedInAt } })).toEqual(refused('evidence.invalid'));
    expect(await trial.reason()).toBe('authenticated before the draft was opened');
    expect(await trial.signIn(ada, draft)).toEqual(SIGNED);
  });

  it('is refused without a time of authentication, which a provider leaves out unless it was asked', async () => {
    expect(await trial.signIn(ada, draft, { claims: { auth_time: undefined } })).toEqual(refused('evidence.invalid'));
    expect(await trial.signIn(ada, draft)).toEqual(SIGNED);
  });

  it('is refused within half an hour of the login as well', async () => {
    const opened = Math.floor(Date.parse(draft.openedAt) / 1_000);
    expect(await trial.signIn(ada, draft, { claims: { auth_time: opened - 6 } })).toEqual(refused('evidence.invalid'));
    expect(await trial.signIn(ada, draft, { claims: { auth_time: String(seconds()) } })).toEqual(refused('evidence.invalid'));
    expect(await trial.signIn(ada, draft, { claims: { auth_time: opened - 5 } })).toEqual(SIGNED);
  });

  it('is not what the SAM asks for: its request wants an act of the person, now', async () => {
    const request = new URL(await trial.quorum.world.beginEvidence.run(draft.activationId));
    expect([request.searchParams.get('prompt'), request.searchParams.get('max_age')]).toEqual(['login', '0']);
  });

  it('what remains: a sign-in under a pretext proves presence, not what was seen', async () => {
    // Sent to the provider "to see the account", the person signs in for a challenge they never saw. Nothing in the token
    // tells; that is why a policy that rests on a provider alone may promise `presence` only (docs/threat-model.md).
    expect(await trial.signIn(ada, draft)).toEqual(SIGNED);
    const completed = (await trial.quorum.world.stores.events()).find(({ type }) => type === 'activation-completed');
    expect(completed?.particulars).toMatchObject({ promise: 'presence' });
  });
});
