import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { SamReplica } from '../sam-replica.js';
import { Sealing } from '../sealing.js';
import { World } from '../world.js';
import { outcomeOf, refused } from './refusal.js';

/**
 * Several people closed a container for good (SEA-02, KEY-06). The client, or whoever took its order key, wants one more seal before its keys are
 * destroyed; neighbour and database would help: by what was authorised before, by another replica, and by putting the open record back.
 */
describe('a seal after its container was closed', () => {
  let world: World;
  let sealing: Sealing;
  let sads: readonly [string, string];
  beforeEach(async () => {
    world = await World.make();
    sealing = await Sealing.make(world, { perDay: 10 });
    sads = [await sealing.sad(['one']), await sealing.sad(['two'])];
  });

  const close = () =>
    sealing.change({ state: 'closed', closure: { reason: 'The contract ended.', closedAt: '2027-03-01T09:00:00.000Z', closedBy: newId('prop') } });
  const seal = (sad: string, document: string, by: Pick<SamReplica, 'signHash'> = world) =>
    outcomeOf(world.token, () => by.signHash.run(sealing.request(sad, [document])));
  const row = () => world.stores.records.table.get(`container/${sealing.containerId}`);

  it('is not made, by what was authorised before, in whichever replica; the control is made before', async () => {
    const other = await SamReplica.of(world);
    expect(await seal(sads[0], 'one', other)).toEqual({ code: 'done', signed: 1 });
    await close();
    for (const replica of [world, other]) expect(await seal(sads[1], 'two', replica)).toEqual(refused('container.state'));
  });

  it('is not authorised any more', async () => {
    await close();
    expect(await outcomeOf(world.token, () => sealing.sad(['three']))).toMatchObject({ code: 'container.state' });
  });

  it('is not made by the open record put back, nor by one that says so itself', async () => {
    const before = row();
    await close();
    const after = row();
    if (!before || !after) throw new Error('no record of the container');
    const { table } = world.stores.records;
    for (const forged of [before, { ...after, body: after.body.replace('"closed"', '"open"') }]) {
      table.set(`container/${sealing.containerId}`, forged);
      expect(await seal(sads[1], 'two')).toEqual(refused('record.tampered'));
      const fresh = await SamReplica.of(world);
      expect(await seal(sads[1], 'two', fresh)).toEqual(refused('record.tampered'));
    }
    table.set(`container/${sealing.containerId}`, after);
    expect(await seal(sads[1], 'two')).toEqual(refused('container.state'));
  });

  it('is not made although the container was closed while the request was on its way to the token', async () => {
    const run = world.stores.transactions.run.bind(world.stores.transactions);
    let closed = false;
    world.stores.transactions.run = async (work) => {
      if (!closed) {
        closed = true;
        await close();
      }
      return run(work);
    };
    const outcome = await seal(sads[1], 'two');
    world.stores.transactions.run = run;
    expect([closed, outcome.signed]).toEqual([true, 0]);
    expect(['record.tampered', 'container.state', 'request.duplicate']).toContain(outcome.code);
  });
});
