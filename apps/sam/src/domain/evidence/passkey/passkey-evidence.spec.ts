import { beforeEach, describe, expect, it } from '@jest/globals';
import { activationChallenge, sha256 } from '@paraph/kernel';
import { SoftwareAuthenticator } from '@paraph/testing';
import { assertionDigest } from './assertion-digest.js';
import { APPROVAL, passkeyMeans, QuorumWorld, type PasskeySigner } from '../../../../test/quorum-world.js';

describe('a passkey as evidence', () => {
  let quorum: QuorumWorld;
  let ada: PasskeySigner;
  beforeEach(async () => {
    quorum = await QuorumWorld.make();
    quorum.world.policies.policy = { ...quorum.world.policies.policy, evidence: [['passkey']], promise: 'shown' };
    ada = await quorum.signer();
  });

  const lastEvent = async () => (await quorum.world.stores.events()).at(-1);

  it('completes an activation, and says what it was', async () => {
    const draft = await quorum.world.open(ada);
    expect(await quorum.present(ada, draft)).toMatchObject({ state: 'completed', given: ['passkey'] });
    const given = (await quorum.world.stores.events()).find(({ type }) => type === 'evidence-given');
    expect(given?.particulars).toMatchObject({
      kind: 'passkey',
      meansId: ada.passkey.meansId,
      aaguid: '00000000-0000-0000-0000-000000000000',
      backupEligible: 'false',
      backedUp: 'false',
      attestation: 'none',
    });
  });

  it('raises the counter outside the binding record', async () => {
    const before = await quorum.world.records.find('binding', ada.credentialId);
    await quorum.present(ada, await quorum.world.open(ada));
    await quorum.present(ada, await quorum.world.open(ada));
    expect((await quorum.counters.read(ada.passkey.meansId)).signCount).toBe(2);
    expect(await quorum.world.records.find('binding', ada.credentialId)).toEqual(before);
  });

  it('is any of the credential’s passkeys', async () => {
    const second = SoftwareAuthenticator.make({ origin: APPROVAL });
    const { means } = await quorum.binding(ada.credentialId);
    await quorum.world.change(ada.credentialId, { means: [...means, passkeyMeans(second, quorum.world.clock.now())] });
    expect(await quorum.present({ authenticator: second }, await quorum.world.open(ada))).toMatchObject({ state: 'completed' });
    expect(await quorum.present(ada, await quorum.world.open(ada))).toMatchObject({ state: 'completed' });
  });

  it.each<[string, (now: Date) => object]>([
    ['waits yet', (now) => ({ usableFrom: new Date(now.getTime() + 1).toISOString() })],
    ['has ended', (now) => ({ usableUntil: now.toISOString() })],
  ])('is none that %s', async (_what, change) => {
    const draft = await quorum.world.open(ada);
    const { means } = await quorum.binding(ada.credentialId);
    const changed = means.map((one) => (one.kind === 'passkey' ? { ...one, ...change(quorum.world.clock.now()) } : one));
    await quorum.world.change(ada.credentialId, { means: changed });
    await expect(quorum.present(ada, draft)).rejects.toThrow('evidence.invalid');
    expect(await lastEvent()).toMatchObject({ type: 'evidence-refused', particulars: { reason: 'no passkey of this credential that counts now' } });
    await quorum.world.change(ada.credentialId, { means });
    await expect(quorum.present(ada, draft)).resolves.toBeDefined();
  });

  it('is none that suddenly can be copied', async () => {
    const draft = await quorum.world.open(ada);
    await expect(quorum.present(ada, draft, { flags: 0x0d })).rejects.toThrow('evidence.invalid');
    expect(await lastEvent()).toMatchObject({ particulars: { reason: 'the passkey was bound to its device when it was registered' } });
    await expect(quorum.present(ada, draft)).resolves.toBeDefined();
  });

  it('is none that can be copied, once the policy says so', async () => {
    const bob = await quorum.signer({ backupEligible: true, backedUp: true });
    const draft = await quorum.world.open(bob);
    quorum.world.policies.policy = { ...quorum.world.policies.policy, passkey: { attestedModels: [], allowBackup: false } };
    await expect(quorum.present(bob, draft)).rejects.toThrow('evidence.invalid');
    expect(await lastEvent()).toMatchObject({ particulars: { reason: 'the passkey can be copied to other devices' } });
    quorum.world.policies.policy = { ...quorum.world.policies.policy, passkey: { attestedModels: [], allowBackup: true } };
    await expect(quorum.present(bob, draft)).resolves.toMatchObject({ state: 'completed' });
  });

  it('of two copies used at the same time, one comes too late', async () => {
    const clone = { authenticator: ada.authenticator.clone() };
    const [one, other] = [await quorum.world.open(ada), await quorum.world.open(ada)];
    const both = await Promise.allSettled([quorum.present(ada, one), quorum.present(clone, other)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is used up by what was signed, whatever the signature looks like', async () => {
    const challenge = activationChallenge((await quorum.world.open(ada)).statement);
    const [one, again] = [ada.authenticator.assert(challenge, { signCount: 0 }), ada.authenticator.assert(challenge, { signCount: 0 })];
    expect(again.signature).not.toBe(one.signature);
    expect(assertionDigest(again)).toBe(assertionDigest(one));
    expect(assertionDigest(ada.authenticator.assert(challenge, { signCount: 1 }))).not.toBe(assertionDigest(one));
    expect(assertionDigest(ada.authenticator.assert(sha256('another'), { signCount: 0 }))).not.toBe(assertionDigest(one));
  });
});
