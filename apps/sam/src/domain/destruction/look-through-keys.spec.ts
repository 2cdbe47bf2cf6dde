import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { DestructionWorld } from '../../../test/destruction-world.js';

type Signer = Awaited<ReturnType<DestructionWorld['signer']>>;

let world: DestructionWorld;
let ada: Signer;

beforeEach(async () => {
  world = await DestructionWorld.make();
  ada = await world.signer();
});

const stores = () => world.enrolling.stores;
const ownerOf = async (keyId: string) => (await world.through.page(undefined, 100)).find((key) => key.keyId === keyId)?.owner?.state;
const opened = async () => (await world.enrolling.openEnrolment.run(world.enrolling.order())).draft;
const found = async () => (await stores().events()).filter(({ type }) => type === 'key-orphan-found');

/** Somebody who has a backup puts the row of a key back. */
function putBack(keyId: string): () => void {
  const row = stores().keys.table.get(keyId);
  if (!row) throw new Error('no key');
  return () => void stores().keys.table.set(keyId, row);
}

describe('keys without an owner', () => {
  it('are destroyed: one whose credential was destroyed, and a backup brought back (the control)', async () => {
    const restore = putBack(ada.keyId);
    await world.destroy.run(ada.credentialId, await world.decided(ada));
    restore();
    expect(await ownerOf(ada.keyId)).toBe('destroyed');
    expect(await world.through.destroyOrphan(ada.keyId)).toBe('destroyed');
    expect([stores().keys.table.has(ada.keyId), await found()]).toMatchObject([false, [{ particulars: { keyId: ada.keyId, state: 'destroyed' } }]]);
  });

  it('are destroyed: one that no enrolment names', async () => {
    stores().enrolments.table.clear();
    stores().records.table.delete(`binding/${ada.credentialId}`);
    expect(await world.through.destroyOrphan(ada.keyId)).toBe('destroyed');
    expect((await found())[0]?.particulars).toEqual({ keyId: ada.keyId });
  });

  it('are destroyed: one whose enrolment was given up', async () => {
    const draft = await opened();
    const restore = putBack(draft.keyId);
    await world.enrolling.destroyKey.run(draft.credentialId);
    restore();
    expect([await ownerOf(draft.keyId), await world.through.destroyOrphan(draft.keyId)]).toEqual(['abandoned', 'destroyed']);
  });

  it('are not those that sign, or are about to', async () => {
    const [open, accepted] = [await opened(), await opened()];
    await world.enrolling.acceptEnrolment.run(accepted.enrolmentId, await world.enrolling.idToken(accepted));
    const bob = await world.signer();
    await world.changing.suspend.run({ credentialId: bob.credentialId, requestedBy: 'operator', reason: 'x' });
    const keyIds = [ada.keyId, bob.keyId, open.keyId, accepted.keyId];
    expect(await Promise.all(keyIds.map(ownerOf))).toEqual(['active', 'suspended', 'open', 'accepted']);
    expect(await Promise.all(keyIds.map((keyId) => world.through.destroyOrphan(keyId)))).toEqual(['owned', 'owned', 'owned', 'owned']);
    expect(keyIds.every((keyId) => stores().keys.table.has(keyId))).toBe(true);
    expect([await world.changing.sign(ada), await found()]).toEqual([1, []]);
  });

  it('are not the authority’s own', async () => {
    const own = [...stores().keys.table.values()].filter(({ purpose }) => purpose !== 'signer');
    expect(own.length).toBeGreaterThan(0);
    for (const { keyId } of own) expect(await world.through.destroyOrphan(keyId)).toBe('owned');
    expect((await world.through.page(undefined, 100)).map(({ keyId }) => keyId)).toEqual([ada.keyId]);
  });

  it('are looked for no further than there are keys', async () => {
    expect(await world.through.destroyOrphan(newId('key'))).toBe('absent');
    const keyIds = [ada.keyId, (await world.signer()).keyId, (await world.signer()).keyId].toSorted();
    const first = await world.through.page(undefined, 2);
    const second = await world.through.page(first.at(-1)?.keyId, 2);
    expect([...first, ...second].map(({ keyId }) => keyId)).toEqual(keyIds);
  });

  it('are not made by a row that names another key', async () => {
    const [bob, bobs] = [await world.signer(), stores().keys.table];
    const [row] = [...stores().enrolments.table.values()].filter(({ credentialId }) => credentialId === ada.credentialId);
    const blob = bobs.get(bob.keyId);
    if (!row || !blob) throw new Error('no row');
    const keyId = newId('key');
    stores().enrolments.table.set(row.enrolmentId, { ...row, draft: row.draft.replace(ada.keyId, keyId) });
    bobs.set(keyId, { ...blob, keyId });
    await expect(world.through.destroyOrphan(keyId)).rejects.toMatchObject({ code: 'record.tampered' });
    expect(bobs.has(keyId)).toBe(true);
  });
});
