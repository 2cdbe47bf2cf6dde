import { beforeEach, describe, expect, it } from '@jest/globals';
import { calls } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { EnrolmentDraft } from '../../src/domain/enrolment/enrolment.js';
import { EnrolmentWorld } from '../enrolment-world.js';
import { outcomeOf, refused } from './refusal.js';

/**
 * A neighbour says that a certificate was revoked, or an enrolment failed, and wants the key destroyed: it cannot be made
 * again. Stopping is cheap; ending needs more than a word.
 */
describe('a forged revocation', () => {
  let world: EnrolmentWorld;
  let ada: EnrolmentDraft;
  beforeEach(async () => {
    world = await EnrolmentWorld.make();
    ({ draft: ada } = await world.bound());
  });

  const destroy = (credentialId = ada.credentialId) => outcomeOf(world.token, () => world.destroyKey.run(credentialId));
  const state = async () => (await world.records.find('binding', ada.credentialId))?.body.state;
  const expectUnharmed = async () => {
    expect(await state()).toBe('active');
    expect(await world.keys.publicKey(ada.keyId)).toBeDefined();
  };
  const expectControl = async () => {
    const failed = await world.opened();
    expect(await destroy(failed.credentialId)).toEqual({ code: 'done', signed: 0 });
    expect(await world.keys.publicKey(failed.keyId)).toBeUndefined();
  };

  // `destroyKey`: keys that never sign; `destroyByDecision`: the signer's own; `destroyExpired`: what is over by the SAM's record and clock;
  // `destroyOrphan`: what no record names.
  it('has no call of its own: what revokes takes the authority’s signature, and none that destroys takes a neighbour’s word', () => {
    const names = calls.filter(({ service }) => service === 'sam').map(({ name }) => name);
    expect(names.filter((name) => /revoke|destroy|delete|erase/i.test(name))).toEqual([
      'destroyKey',
      'destroyByDecision',
      'destroyExpired',
      'destroyOrphan',
      'revokeByProof',
    ]);
  });

  it('does not destroy the key of a credential that can sign', async () => {
    expect(await destroy()).toEqual(refused('credential.state'));
    await expectUnharmed();
    await expectControl();
  });

  it('does not destroy the key of one that is suspended', async () => {
    const record = await world.records.find('binding', ada.credentialId);
    if (!record) throw new Error('no record');
    const sealed = await world.records.sealNext(record, { ...record.body, state: 'suspended' });
    await world.stores.transactions.run((transaction) => world.records.write(transaction, sealed));
    expect(await destroy()).toEqual(refused('credential.state'));
    expect(await world.keys.publicKey(ada.keyId)).toBeDefined();
    await expectControl();
  });

  it.each(['open', 'accepted', 'abandoned'] as const)('does not destroy it by a database that calls its enrolment %s', async (claimed) => {
    const { enrolments, records } = world.stores;
    const row = enrolments.table.get(ada.enrolmentId);
    const record = records.table.get(`binding/${ada.credentialId}`);
    if (!row || !record) throw new Error('no row');
    enrolments.table.set(ada.enrolmentId, { ...row, state: claimed });
    records.table.delete(`binding/${ada.credentialId}`);
    expect(await destroy()).toEqual(refused('record.tampered'));
    enrolments.table.set(ada.enrolmentId, row);
    records.table.set(`binding/${ada.credentialId}`, record);
    await expectUnharmed();
    await expectControl();
  });

  it('does not come true by a row in the register: what the register says ends no key', async () => {
    const { revocations, issued } = world.stores.certificates;
    await world.authorities.responder('issuing');
    const [serialNumber = ''] = [...issued].find(([, { intent }]) => intent.credentialId === ada.credentialId) ?? [];
    revocations.set(serialNumber, { serialNumber, revokedAt: world.clock.now(), reason: 'keyCompromise', ordinal: 1, issuer: 'issuing' });
    await expectUnharmed();
    // Status and lists stop, which tells everybody; nothing is called revoked that the SAM did not revoke.
    expect(await outcomeOf(world.token, () => world.composeAnswer.run('issuing', serialNumber))).toEqual(refused('record.tampered'));
    revocations.clear();
    expect((await outcomeOf(world.token, () => world.composeAnswer.run('issuing', serialNumber))).code).toBe('done');
  });

  it('does not destroy what nobody enrolled', async () => {
    expect(await destroy(newId('cred'))).toEqual(refused('credential.unknown'));
  });
});
