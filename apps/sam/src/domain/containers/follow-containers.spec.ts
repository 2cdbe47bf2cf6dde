import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { Sealing } from '../../../test/sealing.js';
import { World } from '../../../test/world.js';
import { FollowContainers } from './follow-containers.js';

let world: World;
let sealing: Sealing;
let follow: FollowContainers;
beforeEach(async () => {
  world = await World.make();
  sealing = await Sealing.make(world, { perDay: 5 });
  follow = new FollowContainers(world.records, world.stores.transactions, world.clock);
});

const versions = async (version: number) => (await follow.run([{ containerId: sealing.containerId, version }])).map((one) => [one.version, one.body.state]);

describe('containers as a neighbour follows them', () => {
  it('are told where the neighbour has seen less, as they are now', async () => {
    expect(await versions(0)).toEqual([[1, 'open']]);
    expect(await versions(1)).toEqual([]);
    await sealing.change({ state: 'suspended' });
    await sealing.change({ state: 'open' });
    expect(await versions(1)).toEqual([[3, 'open']]);
    expect(await versions(3)).toEqual([]);
  });

  it('cost neither database nor token where nothing changed', async () => {
    const find = world.stores.records.find.bind(world.stores.records);
    let reads = 0;
    world.stores.records.find = (...asked) => {
      reads += 1;
      return find(...asked);
    };
    expect([await versions(1), reads]).toEqual([[], 0]);
    expect([(await versions(0)).length, reads]).toEqual([1, 1]);
  });

  it('that no quorum opened are not told', async () => {
    expect(await follow.run([{ containerId: newId('ctr'), version: 0 }])).toEqual([]);
  });

  it('whose record somebody edited are left out for an hour, with one event, and the others are told', async () => {
    const other = await Sealing.make(world, { perDay: 7 });
    const { table } = world.stores.records;
    const key = `container/${sealing.containerId}`;
    const row = table.get(key);
    if (!row) throw new Error('no such record');
    table.set(key, { ...row, body: row.body.replace('"perDay":5', '"perDay":9') });
    const known = [sealing, other].map(({ containerId }) => ({ containerId, version: 0 }));
    for (let turn = 0; turn < 3; turn += 1) expect((await follow.run(known)).map(({ id }) => id)).toEqual([other.containerId]);
    expect((await world.eventTypes()).filter((type) => type.startsWith('record-tampered'))).toHaveLength(1);
    table.set(key, row);
    world.clock.advance(3_600_000);
    expect(await follow.run(known)).toHaveLength(2);
  });
});
