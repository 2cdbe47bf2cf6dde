import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { EnrolmentWorld } from '../../../test/enrolment-world.js';

describe('destroying the key of an enrolment that failed', () => {
  let world: EnrolmentWorld;
  beforeEach(async () => void (world = await EnrolmentWorld.make()));

  const cached = async () => (await world.token.health()).cachedKeys;

  it('erases the blob of an enrolment nobody answered', async () => {
    const draft = await world.opened();
    await world.destroyKey.run(draft.credentialId);
    expect(world.stores.keys.table.has(draft.keyId)).toBe(false);
    expect((await world.enrolments.find(draft.enrolmentId)).state).toBe('abandoned');
    expect(await world.lastEvent()).toMatchObject({ type: 'key-destroyed', particulars: { keyId: draft.keyId, blob: 'erased' } });
  });

  it('erases it after the acceptance too, ends the record and empties the cache', async () => {
    // The key that signs statements stays in the cache.
    await world.opened();
    const before = await cached();
    const { draft } = await world.accepted();
    expect(await cached()).toBe(before + 1);
    await world.destroyKey.run(draft.credentialId);
    expect(await cached()).toBe(before);
    expect((await world.records.find('binding', draft.credentialId))?.body.state).toBe('destroyed');
  });

  it('revokes a certificate that was composed before the enrolment failed', async () => {
    const { draft } = await world.accepted();
    const { facts } = await world.composeCertificate.run(draft.credentialId);
    await world.destroyKey.run(draft.credentialId);
    expect([...world.stores.certificates.revocations.keys()]).toEqual([facts.serialNumber]);
    expect(await world.lastEvent()).toMatchObject({ particulars: { revokedSerialNumber: facts.serialNumber } });
    await expect(world.composeCertificate.run(draft.credentialId)).rejects.toMatchObject({ code: 'credential.state' });
  });

  it('changes nothing when it is repeated', async () => {
    const { draft } = await world.accepted();
    await world.destroyKey.run(draft.credentialId);
    const events = await world.eventTypes();
    await world.destroyKey.run(draft.credentialId);
    expect(await world.eventTypes()).toEqual(events);
  });

  it('refuses a credential that can sign, and leaves its key alone', async () => {
    const { draft } = await world.bound();
    await expect(world.destroyKey.run(draft.credentialId)).rejects.toMatchObject({ code: 'credential.state' });
    expect(world.stores.keys.table.has(draft.keyId)).toBe(true);
    expect((await world.records.find('binding', draft.credentialId))?.body.state).toBe('active');
  });

  it('refuses it even if the database says that the enrolment never went on', async () => {
    const { draft } = await world.bound();
    const row = world.stores.enrolments.table.get(draft.enrolmentId);
    if (row) world.stores.enrolments.table.set(draft.enrolmentId, { ...row, state: 'open' });
    await expect(world.destroyKey.run(draft.credentialId)).rejects.toMatchObject({ code: 'record.tampered' });
    expect(world.stores.keys.table.has(draft.keyId)).toBe(true);
  });

  it('refuses a credential that does not exist', async () => {
    await expect(world.destroyKey.run(newId('cred'))).rejects.toMatchObject({ code: 'credential.unknown' });
  });

  it('ends an enrolment for good', async () => {
    const draft = await world.opened();
    await world.destroyKey.run(draft.credentialId);
    await expect(world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft))).rejects.toMatchObject({ code: 'enrolment.state' });
  });

  it('leaves either a destroyed key or an accepted enrolment when both come at once, never half of each', async () => {
    const draft = await world.opened();
    const idToken = await world.idToken(draft);
    await Promise.allSettled([world.acceptEnrolment.run(draft.enrolmentId, idToken), world.destroyKey.run(draft.credentialId)]);
    const { state } = await world.enrolments.find(draft.enrolmentId);
    const record = await world.records.find('binding', draft.credentialId);
    expect(world.stores.keys.table.has(draft.keyId)).toBe(state === 'accepted');
    expect(record?.body.state ?? 'destroyed').toBe(state === 'accepted' ? 'accepted' : 'destroyed');
  });
});
