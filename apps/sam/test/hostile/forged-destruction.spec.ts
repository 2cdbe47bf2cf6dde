import { beforeEach, describe, expect, it } from '@jest/globals';
import { DestructionWorld } from '../destruction-world.js';

/** Who holds the database, or a neighbour's place on the bus, and wants a credential gone, or back. */
describe('somebody who wants the end of a credential to be theirs to decide', () => {
  let world: DestructionWorld;
  let ada: Awaited<ReturnType<DestructionWorld['signer']>>;

  beforeEach(async () => {
    world = await DestructionWorld.make();
    ada = await world.signer();
  });

  const changes = () => world.enrolling.stores.changes.table;
  const expectSigning = async () => expect(await world.changing.sign(ada)).toBe(1);
  const expectControl = async () => {
    await world.destroy.run(ada.credentialId, await world.decided(ada));
    expect((await world.changing.binding(ada)).state).toBe('destroyed');
  };

  it('gets nothing by calling a change approved, or a harmless one a destruction', async () => {
    const { changeId } = await world.changing.open(ada, { act: 'destroy' });
    const open = changes().get(changeId);
    const resumed = await world.changing.offered(ada, world.changing.page(), 'passkey');
    expect(await world.changing.give(ada, resumed.changeId, 'passkey')).toBe('completed');
    const approved = changes().get(resumed.changeId);
    if (!open || !approved) throw new Error('no row');
    for (const [id, row] of [
      [changeId, { ...open, state: 'completed' as const }],
      [changeId, { ...open, state: 'completed' as const, progress: approved.progress, progressMac: approved.progressMac }],
      [resumed.changeId, { ...approved, draft: approved.draft.replace('"act":"add-means"', '"act":"destroy"') }],
      [resumed.changeId, { ...approved, draft: open.draft, draftMac: open.draftMac }],
    ] as const) {
      changes().set(id, row);
      await expect(world.destroy.run(ada.credentialId, id)).rejects.toMatchObject({ code: 'record.tampered' });
    }
    changes().set(changeId, open);
    await expectSigning();
    await expectControl();
  });

  it('gets nothing by another signer’s decision, renamed', async () => {
    const bob = await world.signer();
    const bobs = await world.decided(bob);
    const row = changes().get(bobs);
    if (!row) throw new Error('no row');
    await expect(world.destroy.run(ada.credentialId, bobs)).rejects.toMatchObject({ code: 'change.state' });
    changes().set(bobs, { ...row, credentialId: ada.credentialId });
    await expect(world.destroy.run(ada.credentialId, bobs)).rejects.toMatchObject({ code: 'change.state' });
    changes().set(bobs, { ...row, draft: row.draft.replaceAll(bob.credentialId, ada.credentialId) });
    await expect(world.destroy.run(ada.credentialId, bobs)).rejects.toMatchObject({ code: 'record.tampered' });
    await expectSigning();
    await expectControl();
  });

  it('has nothing signed by putting key and record back', async () => {
    const { records, keys } = world.enrolling.stores;
    const record = records.table.get(`binding/${ada.credentialId}`);
    const key = keys.table.get(ada.keyId);
    const { activationId } = await world.changing.world.open(ada);
    await world.changing.give(ada, activationId, 'passkey');
    const sad = `sad_${(await world.changing.world.issueSad.run({ activationId, clientId: world.changing.world.clientId })).sad}`;
    await expectControl();
    if (!record || !key) throw new Error('no row');
    records.table.set(`binding/${ada.credentialId}`, record);
    keys.table.set(ada.keyId, key);
    // The journal knows the stop, whatever the table says.
    expect(await world.changing.redeem(ada, sad)).toBe('record.tampered');
    expect(await world.changing.sign(ada)).toBe('record.tampered');
  });
});
