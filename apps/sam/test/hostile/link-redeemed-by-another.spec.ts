import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { SigningClient } from '../client-keys.js';
import { ApplicationWorld } from '../application-world.js';
import { outcomeOf, refused, type Outcome } from './refusal.js';
import { SIGNED_ONCE } from './signing-trial.js';

/** The SAD itself. */
const ISSUED: Outcome = { code: 'done', signed: 1 };

/** A signer was sent a link. Somebody else, or nobody yet, is to come for the SAD. */
describe('an activation whose signer was sent a link', () => {
  let app: ApplicationWorld;
  let activationId: string;
  beforeEach(async () => {
    app = await ApplicationWorld.make({ byLink: true });
    ({ activationId } = await app.byLink.run(app.world.opening(app.ada)));
  });

  const redeem = (change: { clientId?: string; signerId?: string; activationId?: string } = {}) =>
    outcomeOf(app.world.token, async () => {
      const answer = await app.redemption.run({ activationId, clientId: app.world.clientId, ...change });
      if (!('sad' in answer)) throw Object.assign(new Error('not yet'), { code: 'waiting' });
      given = `sad_${answer.sad}`;
    });
  let given = '';
  const approve = async () => {
    const draft = (await app.world.activations.find(activationId))?.draft;
    if (!draft) throw new Error('no draft');
    await app.world.signIn(app.ada, draft);
  };

  it('answers nothing before its signer has approved, and the SAD afterwards', async () => {
    expect(await redeem()).toEqual(refused('waiting'));
    await approve();
    expect(await redeem()).toEqual(ISSUED);
    expect(await app.sign(given, 'contract.pdf')).toEqual(SIGNED_ONCE);
  });

  it('answers nothing to another client, for another person, or under another name', async () => {
    const { clientId } = await SigningClient.make(app.world);
    // Not even that it waits, and afterwards not the SAD.
    for (const step of [() => Promise.resolve(), approve]) {
      await step();
      expect(await redeem({ clientId })).toEqual(refused('activation.unknown'));
      expect(await redeem({ signerId: newId('sgn') })).toEqual(refused('activation.unknown'));
    }
    for (const strange of [newId('act'), 'zz', '', '../activation', `${activationId}\u0000`, app.ada.credentialId])
      expect(await redeem({ activationId: strange })).toEqual(refused('activation.unknown'));
    expect(await redeem({ signerId: app.ada.signerId })).toEqual(ISSUED);
  });

  it('answers the SAD once, however many ask at once', async () => {
    await approve();
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => app.redemption.run({ activationId, clientId: app.world.clientId })));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(answers.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []))).toEqual(Array(19).fill('activation.unknown'));
    expect(await redeem()).toEqual(refused('activation.unknown'));
  });

  it.each(['refused', 'failed', 'revoked'] as const)('answers nothing after it was %s', async (reason) => {
    await app.world.abandonActivation.run(activationId, reason);
    expect(await redeem()).toEqual(refused('evidence.invalid'));
    await expect(approve()).rejects.toMatchObject({ code: 'activation.state' });
    ({ activationId } = await app.byLink.run(app.world.opening(app.ada)));
    await approve();
    expect(await redeem()).toEqual(ISSUED);
  });

  it('answers nothing when nobody decided in time, nor when the client comes after the session', async () => {
    app.world.clock.advance(600_000);
    expect(await redeem()).toEqual(refused('activation.expired'));
    ({ activationId } = await app.byLink.run(app.world.opening(app.ada)));
    await approve();
    app.world.clock.advance(1_800_000);
    expect(await redeem()).toEqual(refused('activation.expired'));
  });

  it('is not redeemed with a code of the authorisation server, and what has one is not redeemed as this', async () => {
    const { world, ada } = app;
    await approve();
    expect(await outcomeOf(world.token, () => world.issueSad.run({ activationId, clientId: world.clientId }))).toEqual(refused('activation.unknown'));
    const page = await world.completed(ada);
    expect(await redeem({ activationId: page.activationId })).toEqual(refused('activation.unknown'));
    expect(await outcomeOf(world.token, () => world.issueSad.run({ activationId: page.activationId, clientId: world.clientId }))).toEqual(ISSUED);
    expect(await redeem()).toEqual(ISSUED);
  });

  it('is not opened where the policy has no links, nor for a credential of another house', async () => {
    const { world, ada } = app;
    world.policies.policy = { ...world.policies.policy, byLink: false };
    expect(await outcomeOf(world.token, () => app.byLink.run(world.opening(ada)))).toEqual(refused('evidence.missing'));
    world.policies.policy = { ...world.policies.policy, byLink: true };
    const stranger = await world.signer({ binding: { subscriberId: newId('sub') } });
    expect(await outcomeOf(world.token, () => app.byLink.run(world.opening(stranger)))).toEqual(refused('credential.unknown'));
    expect(app.typed.courier.inbox).toHaveLength(1);
    expect(await outcomeOf(world.token, () => app.byLink.run(world.opening(ada)))).toEqual(ISSUED);
  });

  it('rings no telephone without end: links count as codes do, and what was not sent waits for nobody', async () => {
    const { world, ada, typed } = app;
    world.policies.policy = { ...world.policies.policy, code: { ...world.policies.policy.code, perDay: 3 } };
    const ask = () =>
      app.byLink.run(world.opening(ada)).then(
        () => 'asked',
        (error: { code: string }) => error.code,
      );
    expect([await ask(), await ask(), await ask()]).toEqual(['asked', 'asked', 'evidence.too_many_codes']);
    expect(typed.courier.inbox).toHaveLength(3);
    expect([...world.stores.activations.table.values()].map(({ state }) => state)).toEqual(['draft', 'draft', 'draft', 'abandoned']);
    world.clock.advance(86_400_000);
    typed.courier.failing = 'message.undeliverable';
    expect(await ask()).toBe('message.undeliverable');
    typed.courier.failing = undefined;
    expect(await ask()).toBe('asked');
  });

  it('says nothing secret in its message: not the hash in full, nothing that opens anything', async () => {
    const [message] = app.typed.courier.inbox;
    expect(message?.text).toContain(`https://identity.example/activation/${activationId}`);
    expect(message?.text).not.toMatch(/sad_|Code \d|eyJ/);
    expect(message?.text).toMatch(/Test application\nSignature: 1 document\n/);
  });
});
