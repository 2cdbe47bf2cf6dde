import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { macInput } from './mac-input.js';
import { World } from '../../../test/world.js';

describe('trust records', () => {
  let world: World;
  const id = newId('cli');
  const client = { subscriberId: newId('sub'), name: 'Société « A »', multisign: 5, keys: [] };
  beforeEach(async () => {
    world = await World.make();
    await world.recordClient.run(id, client);
  });

  const write = (sealed: Parameters<typeof world.records.write>[1]) => world.stores.transactions.run((transaction) => world.records.write(transaction, sealed));

  it('come back with their version once their MAC was checked', async () => {
    expect(await world.records.find('client', id)).toEqual({ kind: 'client', id, version: 1, body: client });
    expect(await world.records.find('client', newId('cli'))).toBeUndefined();
  });

  it('are replaced version by version, and not by two at once', async () => {
    const first = await world.records.find('client', id);
    if (!first) throw new Error('no record');
    const [one, two] = [await world.records.sealNext(first, { ...client, multisign: 6 }), await world.records.sealNext(first, { ...client, multisign: 7 })];
    await write(one);
    await expect(write(two)).rejects.toThrow('request.duplicate');
    expect(await world.records.find('client', id)).toMatchObject({ version: 2, body: { multisign: 6 } });
  });

  it.each<[string, (row: { version: number; body: string; mac: Uint8Array }) => object]>([
    ['a changed text', ({ body }) => ({ body: body.replace('5', '400') })],
    ['a changed version', ({ version }) => ({ version: version + 1 })],
    ['a changed MAC', ({ mac }) => ({ mac: mac.map((byte) => byte ^ 1) })],
    ['an empty MAC', () => ({ mac: new Uint8Array() })],
    ['a shortened MAC', ({ mac }) => ({ mac: mac.slice(0, 16) })],
  ])('are refused with %s, and an event says so', async (_what, change) => {
    const { table } = world.stores.records;
    const row = table.get(`client/${id}`);
    if (!row) throw new Error('no row');
    table.set(`client/${id}`, { ...row, ...change(row) });
    await expect(world.records.find('client', id)).rejects.toThrow('record.tampered');
    expect((await world.stores.events()).at(-1)).toMatchObject({ type: 'record-tampered', particulars: { kind: 'client', id } });
    table.set(`client/${id}`, row);
    await expect(world.records.find('client', id)).resolves.toBeDefined();
  });

  it('are refused under another’s id', async () => {
    const { table } = world.stores.records;
    const row = table.get(`client/${id}`);
    const other = newId('cli');
    if (!row) throw new Error('no row');
    table.set(`client/${other}`, { ...row, id: other });
    await expect(world.records.find('client', other)).rejects.toThrow('record.tampered');
  });

  it('of a client are written once; the same again changes nothing, anything else is refused', async () => {
    const events = (await world.stores.events()).length;
    await world.recordClient.run(id, client);
    expect(await world.stores.events()).toHaveLength(events);
    await expect(world.recordClient.run(id, { ...client, multisign: 400 })).rejects.toThrow('request.duplicate');
    await expect(world.recordClient.run(id, { ...client, subscriberId: newId('sub') })).rejects.toThrow('request.duplicate');
    expect((await world.records.find('client', id))?.body).toEqual(client);
  });
});

describe('what a MAC covers', () => {
  const text = (...fields: (string | number)[]) => new TextDecoder().decode(macInput(...fields));

  it('differs whenever a field does, wherever the border between two lies', () => {
    expect(text('a', 'bc')).not.toBe(text('ab', 'c'));
    expect(text('a', '1')).not.toBe(text('a', 1));
    expect(text('a","b')).not.toBe(text('a', 'b'));
    expect(text('a')).not.toBe(text('a', ''));
  });
});
