import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { payloadOf, World, type TestSigner } from '../../../test/world.js';

describe('issuing a SAD', () => {
  let world: World;
  let ada: TestSigner;
  beforeEach(async () => {
    world = await World.make();
    ada = await world.signer();
  });

  const issue = (activationId: string, clientId = world.clientId) => world.issueSad.run({ activationId, clientId });

  it('says whom it authorises, for what, until when', async () => {
    const { activationId } = await world.completed(ada, ['a', 'b']);
    const { sad, expiresAt } = await issue(activationId);
    const now = Math.floor(world.clock.now().getTime() / 1_000);
    expect(payloadOf(sad)).toEqual({
      jti: activationId,
      iss: 'paraph-sam',
      sub: ada.signerId,
      idp: 'https://idp.example',
      client: world.clientId,
      credential: ada.credentialId,
      hashSetDigest: expect.stringMatching(/^[\w-]{43}$/),
      count: 2,
      unseen: 0,
      evidence: ['oidc'],
      promise: 'presence',
      epoch: 1,
      iat: now,
      exp: now + 300,
    });
    expect(expiresAt).toEqual(new Date((now + 300) * 1_000));
    expect((await world.eventTypes()).at(-1)).toBe('sad-issued');
  });

  it('binds it to the client’s proof key where there is one', async () => {
    const { activationId } = await world.completed(ada);
    const { sad } = await world.issueSad.run({ activationId, clientId: world.clientId, proofKeyThumbprint: 'k'.repeat(43) });
    expect(payloadOf(sad)['cnf']).toEqual({ jkt: 'k'.repeat(43) });
  });

  it('gives it out once', async () => {
    const { activationId } = await world.completed(ada);
    await issue(activationId);
    await expect(issue(activationId)).rejects.toThrow('activation.state');
  });

  it('gives it out once to many at the same time', async () => {
    const { activationId } = await world.completed(ada);
    const all = await Promise.allSettled(Array.from({ length: 50 }, () => issue(activationId)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('gives none for a draft without evidence, an abandoned or an unknown activation, nor to another client', async () => {
    const draft = await world.open(ada);
    await expect(issue(draft.activationId)).rejects.toThrow('activation.state');
    await world.abandonActivation.run(draft.activationId, 'refused');
    await expect(issue(draft.activationId)).rejects.toThrow('activation.state');
    await expect(issue(newId('act'))).rejects.toThrow('activation.unknown');

    const { activationId } = await world.completed(ada);
    await expect(issue(activationId, newId('cli'))).rejects.toThrow('activation.unknown');
    await expect(issue(activationId)).resolves.toBeDefined();
  });

  it('gives none when a hostile database calls a draft completed', async () => {
    const { activationId } = await world.open(ada);
    const { table } = world.stores.activations;
    const row = table.get(activationId);
    if (!row) throw new Error('no activation');
    table.set(activationId, { ...row, state: 'completed' });
    await expect(issue(activationId)).rejects.toThrow('record.tampered');

    const proven = await world.completed(ada);
    const { completion } = table.get(proven.activationId) ?? {};
    table.set(activationId, { ...row, state: 'completed', completion });
    await expect(issue(activationId)).rejects.toThrow('record.tampered');
    await expect(issue(proven.activationId)).resolves.toBeDefined();
  });

  it('ends with the session that began at authentication, not later', async () => {
    const { activationId } = await world.completed(ada);
    world.clock.advance(1_700_000);
    const { sad } = await issue(activationId);
    const { iat, exp } = payloadOf(sad);
    expect(Number(exp) - Number(iat)).toBe(100);
  });

  it('gives none after the end of the session', async () => {
    const { activationId } = await world.completed(ada);
    world.clock.advance(1_800_000);
    await expect(issue(activationId)).rejects.toThrow('activation.expired');
  });

  it('lives as short as the policy says', async () => {
    world.policies.policy = { ...world.policies.policy, sadLifetimeSeconds: 3 };
    const sad = await world.sad(ada);
    world.clock.advance(3_000);
    await expect(world.verifySad.run(sad)).rejects.toThrow('sad.expired');
  });
});
