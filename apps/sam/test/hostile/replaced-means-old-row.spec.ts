import { beforeEach, describe, expect, it } from '@jest/globals';
import { ChangesWorld, type EquippedSigner } from '../changes-world.js';
import { RestartedSam } from './restarted-sam.js';

/**
 * A MAC says that a row was true once. What takes something away is a stop in the journal, and no older row is accepted again,
 * neither by a replica that lives nor by one that starts.
 */
describe('a database that puts back the record of before a stop', () => {
  let world: ChangesWorld;
  let ada: EquippedSigner;
  /** The signer, with the passkey that was stolen. */
  let thief: EquippedSigner;

  beforeEach(async () => {
    world = await ChangesWorld.make({ meansWaitSeconds: 0 });
    ada = await world.signer();
    thief = ada;
    const page = world.page();
    const draft = await world.offered(ada, page, 'passkey');
    await world.give(ada, draft.changeId, 'passkey');
    ada = { ...ada, page };
  });

  const key = () => `binding/${ada.credentialId}`;
  const table = () => world.world.stores.records.table;
  const kept = () => {
    const row = table().get(key());
    if (!row) throw new Error('no row');
    return row;
  };
  const removeStolen = async () => {
    const stolen = (await world.binding(ada)).means.find((means) => means.kind === 'passkey' && means.id === thief.page.passkey.id);
    expect(await world.change(ada, { act: 'remove-means', meansId: stolen?.meansId ?? '' })).toBe('completed');
  };

  it('leaves the removed passkey without a signature as long as it answers the row of now', async () => {
    await removeStolen();
    expect(await world.sign(thief)).toBe('evidence.invalid');
    expect(await world.sign(ada)).toBe(1);
  });

  it('cannot mix: a means of the old row under the version of the new one', async () => {
    const before = kept();
    await removeStolen();
    const now = kept();
    table().set(key(), { ...now, body: before.body });
    expect(await world.sign(thief)).toBe('record.tampered');
    table().set(key(), { ...before, version: now.version });
    expect(await world.sign(thief)).toBe('record.tampered');
    table().set(key(), now);
    expect(await world.sign(ada)).toBe(1);
  });

  it('cannot have a change go on that was opened over the other row', async () => {
    const before = kept();
    await removeStolen();
    const draft = await world.offered(ada, world.page(), 'passkey');
    table().set(key(), before);
    expect(await world.give(thief, draft.changeId, 'passkey')).toBe('record.tampered');
  });

  it('cannot put back a passkey’s counter while this process lives: a copy of it is noticed', async () => {
    const copy = { ...ada, page: world.page(ada.page.passkey.clone()) };
    const counters = new Map(world.stores.counters.table);
    expect(await world.sign(ada)).toBe(1);
    world.stores.counters.table.clear();
    for (const [id, row] of counters) world.stores.counters.table.set(id, row);
    expect(await world.sign(copy)).toBe('evidence.invalid');
    expect(await world.sign(ada)).toBe(1);
  });

  it('has no removed passkey sign again, with the row of before', async () => {
    const sam = await RestartedSam.over(world.world);
    const before = kept();
    await removeStolen();
    const now = kept();
    table().set(key(), before);
    expect(await world.sign(thief)).toBe('record.tampered');
    await sam.stop();
    await sam.start();
    expect(await world.sign(thief)).toBe('record.tampered');
    table().set(key(), now);
    expect(await world.sign(ada)).toBe(1);
  });

  it('has no suspended credential sign again, with the row of before', async () => {
    const sam = await RestartedSam.over(world.world);
    const before = kept();
    await world.suspend.run({ credentialId: ada.credentialId, requestedBy: 'signer', reason: 'stolen' });
    expect(await world.sign(thief)).toBe('credential.disabled');
    table().set(key(), before);
    expect(await world.sign(thief)).toBe('record.tampered');
    // An end without a word takes nothing of it back.
    await sam.look();
    await sam.kill();
    await sam.start();
    expect(sam.closed).toBeUndefined();
    expect(await world.sign(thief)).toBe('record.tampered');
  });

  it('has no limit of a client be the old one again', async () => {
    const { records, stores, clientId } = world.world;
    const sam = await RestartedSam.over(world.world);
    const before = stores.records.table.get(`client/${clientId}`);
    const client = await records.find('client', clientId);
    if (!before || !client) throw new Error('no client');
    const sealed = await records.sealNext(client, { ...client.body, multisign: 1 });
    await stores.transactions.run((transaction) => records.write(transaction, sealed));
    await sam.stop();
    await sam.start();
    stores.records.table.set(`client/${clientId}`, before);
    expect(await world.sign(ada)).toBe('record.tampered');
    stores.records.table.set(`client/${clientId}`, { ...sealed });
    expect(await world.sign(ada)).toBe(1);
  });
});
