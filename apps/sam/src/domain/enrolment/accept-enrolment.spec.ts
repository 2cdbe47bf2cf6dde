import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId, toBase64Url } from '@paraph/kernel';
import { EnrolmentWorld } from '../../../test/enrolment-world.js';
import { TestProvider, type TokenChange } from '../../../test/test-provider.js';

describe('accepting an enrolment', () => {
  let world: EnrolmentWorld;
  beforeEach(async () => void (world = await EnrolmentWorld.make()));

  const signatures = () => world.token.counters.signCalls;

  it('writes who was proven, for which key, under which terms', async () => {
    const { draft, answer } = await world.accepted();
    const account = `account-of-${draft.signerId}`;
    expect(answer.person).toEqual({ issuer: 'https://idp.example', subject: account });
    const record = await world.records.find('binding', draft.credentialId);
    expect(record?.body).toMatchObject({
      state: 'accepted',
      keyId: draft.keyId,
      publicKey: draft.publicKey,
      signerId: draft.signerId,
      subscriberId: draft.subscriberId,
      means: [{ kind: 'oidc', issuer: 'https://idp.example', subject: account }],
      subject: { given_name: 'Ada', family_name: 'Byron' },
      enrolment: { enrolmentId: draft.enrolmentId, termsVersion: '1' },
    });
    expect(record?.body).not.toHaveProperty('certificate');
    expect((await world.enrolments.find(draft.enrolmentId)).state).toBe('accepted');
    expect(await world.lastEvent()).toMatchObject({ type: 'enrolment-accepted', actor: { kind: 'signer', id: draft.signerId } });
  });

  const claims = (changed: Readonly<Record<string, unknown>>): TokenChange => ({ claims: changed });
  it.each<[string, TokenChange]>([
    ['another nonce', claims({ nonce: toBase64Url(new Uint8Array(32)) })],
    ['no nonce', claims({ nonce: undefined })],
    ['another audience', claims({ aud: 'some-login-client' })],
    ['another issuer', claims({ iss: 'https://evil.example' })],
    ['no time of authentication', claims({ auth_time: undefined })],
    ['a time of authentication before the enrolment was opened', claims({ auth_time: 1_000_000_000 })],
    ['no given name', claims({ given_name: undefined })],
    ['no family name', claims({ family_name: '' })],
    ['a name that is no text', claims({ family_name: { evil: true } })],
    ['a name that hides text', claims({ given_name: 'Ada\u202e' })],
    ['an unknown key', { header: { kid: 'another' } }],
  ])('refuses evidence with %s: no record, no signature by the key', async (_what, change) => {
    const draft = await world.opened();
    const before = signatures();
    const idToken = await world.idToken(draft, change);
    await expect(world.acceptEnrolment.run(draft.enrolmentId, idToken)).rejects.toMatchObject({
      code: 'evidence.invalid',
      detail: 'the evidence is not accepted',
    });
    expect(signatures()).toBe(before);
    expect(await world.records.find('binding', draft.credentialId)).toBeUndefined();
    expect((await world.enrolments.find(draft.enrolmentId)).state).toBe('open');
    expect((await world.eventTypes()).at(-1)).toBe('enrolment-refused: evidence.invalid');
  });

  it('refuses evidence signed by another provider’s key', async () => {
    const draft = await world.opened();
    const idToken = await world.idToken(draft, { key: (await TestProvider.make()).key });
    await expect(world.acceptEnrolment.run(draft.enrolmentId, idToken)).rejects.toMatchObject({ code: 'evidence.invalid' });
  });

  it('refuses evidence given for another enrolment', async () => {
    const [one, other] = [await world.opened(), await world.opened()];
    await expect(world.acceptEnrolment.run(one.enrolmentId, await world.idToken(other))).rejects.toMatchObject({ code: 'evidence.invalid' });
  });

  it('refuses an enrolment that was accepted before, is unknown, or is late', async () => {
    const { draft } = await world.accepted();
    await expect(world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft))).rejects.toMatchObject({ code: 'enrolment.state' });
    await expect(world.acceptEnrolment.run(newId('enr'), 'x'.repeat(30))).rejects.toMatchObject({ code: 'enrolment.unknown' });
    const late = await world.opened();
    world.clock.advance(24 * 3_600_000 + 1);
    await expect(world.acceptEnrolment.run(late.enrolmentId, await world.idToken(late))).rejects.toMatchObject({ code: 'enrolment.expired' });
  });

  it('refuses evidence that was used before, and undoes what it had written', async () => {
    const draft = await world.opened();
    const idToken = await world.idToken(draft);
    const open = world.stores.enrolments.table.get(draft.enrolmentId);
    await world.acceptEnrolment.run(draft.enrolmentId, idToken);
    // A database that was rolled back has forgotten the acceptance.
    if (open) world.stores.enrolments.table.set(draft.enrolmentId, open);
    world.stores.records.table.delete(`binding/${draft.credentialId}`);
    await expect(world.acceptEnrolment.run(draft.enrolmentId, idToken)).rejects.toMatchObject({ code: 'evidence.invalid' });
    expect(await world.records.find('binding', draft.credentialId)).toBeUndefined();
    expect(await world.lastEvent()).toMatchObject({ particulars: { reason: 'used before' } });
  });

  it('accepts once when two come at the same time', async () => {
    const draft = await world.opened();
    const tokens = [await world.idToken(draft), await world.idToken(draft)];
    const results = await Promise.allSettled(tokens.map((idToken) => world.acceptEnrolment.run(draft.enrolmentId, idToken)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('refuses a key the database exchanged for another signer’s', async () => {
    const [one, other] = [await world.opened(), await world.opened()];
    const foreign = world.stores.keys.table.get(other.keyId);
    if (!foreign) throw new Error('no key');
    world.stores.keys.table.set(one.keyId, { ...foreign, keyId: one.keyId });
    await expect(world.acceptEnrolment.run(one.enrolmentId, await world.idToken(one))).rejects.toMatchObject({ code: 'record.tampered' });
  });

  it('accepts nothing for a key that is gone', async () => {
    const draft = await world.opened();
    world.stores.keys.table.delete(draft.keyId);
    await expect(world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft))).rejects.toMatchObject({ code: 'enrolment.state' });
  });

  it.each(['hsm.unavailable', 'hsm.refused'] as const)('stays open when the token answers %s, for another try', async (fault) => {
    const draft = await world.opened();
    world.token.failNextSignature(fault);
    await expect(world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft))).rejects.toMatchObject({ code: fault });
    await expect(world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft))).resolves.toBeDefined();
  });
});
