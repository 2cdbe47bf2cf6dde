import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryAuthorityStates } from '../authority-states.js';
import { FakeToken } from '../fake-token.js';
import { SamReplica } from '../sam-replica.js';
import { Sealing } from '../sealing.js';
import { memoryStores } from '../stores.js';
import { World } from '../world.js';
import { outcomeOf, refused } from './refusal.js';

/**
 * A container's policy has so many signatures for a day (SEA-01). The client, or whoever took its order key, wants more; gateway and database
 * would help: by asking two replicas at once, and by putting the count of before back.
 */
describe('a seal over the count of its day', () => {
  let states: MemoryAuthorityStates;
  let world: World;
  let sealing: Sealing;
  const day = () => states.table.get(`container-day/${sealing.containerId}`);
  beforeEach(async () => {
    states = new MemoryAuthorityStates();
    world = await World.over(memoryStores(), new FakeToken(), states);
    sealing = await Sealing.make(world, { perDay: 3 });
  });

  /** The seals alone: the SADs are there before. */
  const seal = async (documents: readonly string[], replica?: SamReplica) => {
    const sad = await sealing.sad(documents);
    return outcomeOf(world.token, () => (replica ?? world).signHash.run(sealing.request(sad, documents)));
  };

  it('signs what the day has, and not one more until the next one begins', async () => {
    expect(await seal(['one', 'two'])).toEqual({ code: 'done', signed: 2 });
    expect(await seal(['three', 'four'])).toEqual(refused('container.limit'));
    // All or none: what is left is for a request that fits.
    expect(await seal(['three'])).toEqual({ code: 'done', signed: 1 });
    expect(await seal(['four'])).toEqual(refused('container.limit'));
    expect((await world.stores.events()).at(-1)).toMatchObject({
      type: 'signature-refused',
      cause: 'container.limit',
      particulars: { reason: 'count of the day' },
    });
    world.clock.advance(86_400_000 - (world.clock.now().getTime() % 86_400_000));
    expect(await seal(['four'])).toEqual({ code: 'done', signed: 1 });
  });

  it('gets no second count from a second replica, however many ask at once', async () => {
    const replicas = [await SamReplica.of(world), await SamReplica.of(world)];
    const documents = Array.from({ length: 12 }, (_, at) => `invoice ${at}`);
    const sads = await Promise.all(documents.map((one) => sealing.sad([one])));
    const before = world.token.counters.signCalls;
    const codes = await Promise.all(
      documents.map(async (one, at) =>
        replicas[at % 2]?.signHash.run(sealing.request(sads[at] ?? '', [one])).then(
          () => 'done',
          (error: { code?: string }) => error.code,
        ),
      ),
    );
    expect(codes.filter((code) => code === 'done')).toHaveLength(3);
    expect(codes.filter((code) => code === 'container.limit')).toHaveLength(9);
    expect(world.token.counters.signCalls - before).toBe(3);
  });

  it.each<[string, (old: NonNullable<ReturnType<typeof day>>) => void]>([
    ['put back', (old) => states.table.set(`container-day/${sealing.containerId}`, old)],
    ['taken away', () => states.table.delete(`container-day/${sealing.containerId}`)],
    [
      'edited',
      () =>
        states.table.set(`container-day/${sealing.containerId}`, {
          ...(day() as NonNullable<ReturnType<typeof day>>),
          body: '{"day":"2027-03-01","taken":0,"released":0}',
        }),
    ],
  ])('gets none by a row of the count that was %s, in a replica that has just begun either', async (_what, attack) => {
    expect(await seal(['one'])).toEqual({ code: 'done', signed: 1 });
    const old = day();
    if (!old) throw new Error('nothing was counted');
    expect(await seal(['two', 'three'])).toEqual({ code: 'done', signed: 2 });
    const genuine = day();
    attack(old);
    expect(await seal(['four'])).toEqual(refused('record.tampered'));
    expect(await seal(['four'], await SamReplica.of(world))).toEqual(refused('record.tampered'));
    expect(await world.eventTypes()).toContain('record-tampered: record.tampered');
    if (genuine) states.table.set(`container-day/${sealing.containerId}`, genuine);
    expect(await seal(['four'])).toEqual(refused('container.limit'));
  });

  it('gets none from a clock that was put back', async () => {
    expect(await seal(['one', 'two', 'three'])).toEqual({ code: 'done', signed: 3 });
    world.clock.advance(-86_400_000);
    await world.change(sealing.seal.credentialId, { certificate: { ...certificate(), validFrom: '2020-01-01T00:00:00.000Z' } });
    expect(await seal(['four'])).toEqual(refused('container.limit'));
  });

  const certificate = () => ({ fingerprint: 'ab'.repeat(32), subject: 'CN=Seal', serialNumber: '01', validFrom: '', validTo: '2040-01-01T00:00:00.000Z' });

  it('is not charged for what the token certainly did not make', async () => {
    const sad = await sealing.sad(['one', 'two', 'three']);
    for (let times = 0; times < 3; times += 1) world.token.failNextSignature('hsm.refused');
    expect((await outcomeOf(world.token, () => world.signHash.run(sealing.request(sad, ['one', 'two', 'three'])))).code).toBe('hsm.refused');
    expect(await seal(['one', 'two', 'three'])).toEqual({ code: 'done', signed: 3 });
    expect(await seal(['four'])).toEqual(refused('container.limit'));
  });
});
