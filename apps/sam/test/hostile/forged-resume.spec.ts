import { beforeEach, describe, expect, it } from '@jest/globals';
import { calls, changeAct } from '@paraph/contracts';
import { changeChallenge } from '@paraph/kernel';
import { SuspendCredential } from '../../src/domain/changes/suspend-credential.js';
import { ChangesWorld, type EquippedSigner } from '../changes-world.js';
import { EnrolmentWorld } from '../enrolment-world.js';

describe('somebody who wants a suspended credential to sign again', () => {
  let world: ChangesWorld;
  let ada: EquippedSigner;
  let sad: string;

  beforeEach(async () => {
    world = await ChangesWorld.make();
    ada = await world.signer();
    const { activationId } = await world.world.open(ada);
    await world.give(ada, activationId, 'passkey');
    sad = `sad_${(await world.world.issueSad.run({ activationId, clientId: world.world.clientId })).sad}`;
    await world.suspend.run({ credentialId: ada.credentialId, requestedBy: 'signer', reason: 'stolen' });
  });

  const expectStopped = async () => expect(await world.redeem(ada, sad)).toBe('credential.disabled');
  const expectControl = async () => {
    expect(await world.change(ada, { act: 'resume' })).toBe('completed');
    expect(await world.redeem(ada, sad)).toBe(1);
  };

  it('finds no call that resumes on anybody’s word', () => {
    const names = calls.filter(({ service }) => service === 'sam').map(({ name }) => name);
    expect(names.filter((name) => /resum|activate|unsuspend/i.test(name))).toEqual([]);
    // The one way a signer has needs evidence, the other one a quorum's.
    expect(changeAct.safeParse({ act: 'resume', approved: true }).success).toBe(false);
  });

  it('gets nothing by opening a resumption', async () => {
    await world.open(ada, { act: 'resume' });
    await expectStopped();
    await expectControl();
  });

  it('gets nothing by one factor of two, or by somebody else’s evidence', async () => {
    const { changeId } = await world.open(ada, { act: 'resume' });
    expect(await world.give({ ...ada, account: 'mallory' }, changeId, 'oidc')).toBe('evidence.invalid');
    expect(await world.give({ ...ada, page: world.page() }, changeId, 'passkey')).toBe('evidence.invalid');
    expect(await world.give(ada, changeId, 'oidc')).toBe('waiting');
    await expectStopped();
    await expectControl();
  });

  it('gets nothing by evidence for another credential’s resumption, for an activation, or for an earlier resumption', async () => {
    const bob = await world.signer();
    await world.suspend.run({ credentialId: bob.credentialId, requestedBy: 'operator', reason: 'x' });
    const [mine, bobs] = [await world.open(ada, { act: 'resume' }), await world.open(bob, { act: 'resume' })];
    const adaForBob = await world.evidence(ada, 'passkey', await world.challenge(bobs.changeId));
    await expect(world.world.present.run(mine.changeId, adaForBob)).rejects.toMatchObject({ code: 'evidence.invalid' });
    await expect(world.world.present.run(bobs.changeId, adaForBob)).rejects.toMatchObject({ code: 'evidence.invalid' });

    const used = await world.evidence(ada, 'passkey', await world.challenge(mine.changeId));
    await world.world.present.run(mine.changeId, used);
    await world.suspend.run({ credentialId: ada.credentialId, requestedBy: 'signer', reason: 'again' });
    const later = await world.open(ada, { act: 'resume' });
    for (const reference of [mine.changeId, later.changeId]) {
      await expect(world.world.present.run(reference, used)).rejects.toMatchObject({ code: expect.stringMatching(/^(evidence\.invalid|change\.state)$/) });
    }
    await expectStopped();
    await expectControl();
  });

  it('gets nothing by calling a change a resumption, or its evidence complete', async () => {
    const { changeId, statement } = await world.open(ada, { act: 'resume' });
    const { table } = world.stores.changes;
    const row = table.get(changeId);
    if (!row) throw new Error('no row');
    for (const edited of [
      { ...row, state: 'completed' as const },
      { ...row, progress: JSON.stringify({ proofs: [{ kind: 'oidc' }] }) },
      { ...row, draft: row.draft.replace('[["passkey"]', '[["oidc"]') },
    ]) {
      table.set(changeId, edited);
      await expect(
        world.world.present.run(changeId, { kind: 'passkey', assertion: ada.page.passkey.assert(changeChallenge(statement)) }),
      ).rejects.toMatchObject({
        code: 'record.tampered',
      });
    }
    table.set(changeId, row);
    await expectStopped();
    await expectControl();
  });

  it('gets nothing by an edit of the record', async () => {
    const { table } = world.world.stores.records;
    const key = `binding/${ada.credentialId}`;
    const row = table.get(key);
    if (!row) throw new Error('no row');
    table.set(key, { ...row, body: row.body.replace('"suspended"', '"active"') });
    expect(await world.redeem(ada, sad)).toBe('record.tampered');
    table.set(key, { ...row, body: row.body.replace('"suspended"', '"active"'), version: row.version + 1 });
    expect(await world.redeem(ada, sad)).toBe('record.tampered');
    table.set(key, row);
    await expectControl();
  });

  it('gets nothing by binding the certificate once more', async () => {
    const enrolling = await EnrolmentWorld.make();
    const { draft, certificate } = await enrolling.bound();
    const suspend = new SuspendCredential(enrolling.records, world.changeNotices, enrolling.stores.transactions);
    await suspend.run({ credentialId: draft.credentialId, requestedBy: 'operator', reason: 'x' });
    await expect(enrolling.bindCertificate.run(draft.credentialId, certificate)).rejects.toMatchObject({ code: 'credential.state' });
    expect((await enrolling.records.find('binding', draft.credentialId))?.body.state).toBe('suspended');
    await expectStopped();
  });
});
