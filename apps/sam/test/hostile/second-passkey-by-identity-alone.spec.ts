import { beforeEach, describe, expect, it } from '@jest/globals';
import { activationChallenge, changeChallenge, sha256, toBase64Url } from '@paraph/kernel';
import type { ChangeDraft } from '../../src/domain/changes/change.js';
import type { ApprovalPage } from '../approval-page.js';
import { ChangesWorld, type EquippedSigner } from '../changes-world.js';

describe('identity, which wants a passkey of its own on a signer’s credential', () => {
  let world: ChangesWorld;
  let ada: EquippedSigner;
  /** Identity’s own passkey. */
  let own: ApprovalPage;
  let draft: ChangeDraft;

  beforeEach(async () => {
    world = await ChangesWorld.make({ meansWaitSeconds: 0 });
    ada = await world.signer();
    own = world.page();
    // Everything identity may do by itself: open the change, and offer what it likes.
    draft = await world.offered(ada, own, 'passkey');
  });

  const passkeys = async () => (await world.binding(ada)).means.filter(({ kind }) => kind === 'passkey').length;
  const asIdentity = (): EquippedSigner => ({ ...ada, page: own });
  const present = (evidence: Parameters<ChangesWorld['world']['present']['run']>[1]) =>
    world.world.present.run(draft.changeId, evidence).then(
      ({ state }) => state,
      (error: { code?: string }) => error.code,
    );
  const expectNothingGained = async () => {
    expect(await passkeys()).toBe(1);
    expect(await world.sign(asIdentity())).toBe('evidence.invalid');
    // The control: the signer's own passkey signs.
    expect(await world.sign(ada)).toBe(1);
  };

  it('gets it by nothing it can do alone', async () => {
    await expectNothingGained();
  });

  it('cannot approve the new passkey with the new passkey', async () => {
    for (const challenge of [await world.challenge(draft.changeId), changeChallenge(draft.statement)])
      expect(await present({ kind: 'passkey', assertion: own.passkey.assert(challenge) })).toBe('evidence.invalid');
    await expectNothingGained();
  });

  it('cannot use the signer’s passkey over something else: an activation, the change without its means, nothing at all', async () => {
    const { statement } = await world.world.open(ada);
    for (const challenge of [activationChallenge(statement), activationChallenge(draft.statement), changeChallenge(draft.statement), sha256('login')])
      expect(await present({ kind: 'passkey', assertion: ada.page.passkey.assert(challenge) })).toBe('evidence.invalid');
    await expectNothingGained();
  });

  it('cannot have it for a signature the signer approves at the same time', async () => {
    const { activationId } = await world.world.open(ada);
    const assertion = ada.page.passkey.assert(await world.challenge(activationId));
    expect(await present({ kind: 'passkey', assertion })).toBe('evidence.invalid');
    await expect(world.world.present.run(activationId, { kind: 'passkey', assertion })).resolves.toMatchObject({ state: 'completed' });
    await expectNothingGained();
  });

  it('cannot have it for a sign-in alone, even a real one under a pretext', async () => {
    const nonce = toBase64Url(await world.challenge(draft.changeId));
    const token = (claims: object = {}) => world.world.idp.idToken({ subject: ada.account, nonce, now: world.clock.now() }, { claims: { ...claims } });
    expect(await present({ kind: 'oidc', idToken: await token({ aud: 'paraph-login' }) })).toBe('evidence.invalid');
    expect(await present({ kind: 'oidc', idToken: await token({ sub: 'identity' }) })).toBe('evidence.invalid');
    expect(await present({ kind: 'oidc', idToken: await token({ auth_time: 1 }) })).toBe('evidence.invalid');
    // One factor of two: the PIN is still missing, and guessing it locks it.
    expect(await present({ kind: 'oidc', idToken: await token() })).toBe('waiting');
    const guess = async (pin: string) => present({ kind: 'pin', sealed: await own.typed(await world.challenge(draft.changeId), 'pin', pin) });
    expect([await guess('135790'), await guess('246813'), await guess('975310'), await guess(ada.page.pin)]).toEqual([
      'evidence.invalid',
      'evidence.invalid',
      'evidence.locked',
      'evidence.locked',
    ]);
    await expectNothingGained();
  });

  it('cannot register it for the enrolment that made the credential', async () => {
    const enrolment = (await world.binding(ada)).enrolment.enrolmentId;
    const text = await own.registrations(changeChallenge(draft.statement), 'passkey');
    await expect(world.offerMeans.run(enrolment, text)).rejects.toThrow();
    await expectNothingGained();
  });

  it('cannot have the database write it into the record', async () => {
    const { table } = world.world.stores.records;
    const row = table.get(`binding/${ada.credentialId}`);
    if (!row) throw new Error('no row');
    table.set(`binding/${ada.credentialId}`, {
      ...row,
      body: row.body.replaceAll(ada.page.passkey.id, own.passkey.id).replaceAll(ada.page.passkey.publicKey, own.passkey.publicKey),
    });
    expect(await world.sign(asIdentity())).toBe('record.tampered');
    table.set(`binding/${ada.credentialId}`, row);
    await expectNothingGained();
  });

  it('has it only if the signer approves it: then it signs', async () => {
    expect(await world.give(ada, draft.changeId, 'passkey')).toBe('completed');
    expect(await passkeys()).toBe(2);
    expect(await world.sign(asIdentity())).toBe(1);
  });
});
