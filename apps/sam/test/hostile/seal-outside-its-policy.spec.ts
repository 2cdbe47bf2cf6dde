import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { ContainerRecord } from '../../src/domain/records/record-kinds.js';
import { SigningClient } from '../client-keys.js';
import { JobsReplica } from '../jobs-replica.js';
import { openContainer, Sealing } from '../sealing.js';
import { SHA256, World } from '../world.js';
import { outcomeOf, refused, type Outcome } from './refusal.js';

const SHA512 = '2.16.840.1.101.3.4.2.3';

/** The SAD and the seal, with the statement of the draft before. */
const SEALED: Outcome = { code: 'done', signed: 3 };

/**
 * The keys of a container sign for one client, while it is open, in its hours and over its digests (SEA-01). Another client, a stolen order
 * key by night, or a neighbour that says otherwise, get nothing; and whatever was authorised before stops with the container.
 */
describe('a seal outside the policy of its container', () => {
  let world: World;
  let sealing: Sealing;
  // The test's clock stands at nine o'clock UTC.
  const limits = { perDay: 100, hours: { from: 8, to: 18 }, digestAlgorithms: [SHA256] };
  beforeEach(async () => {
    world = await World.make();
    sealing = await Sealing.make(world, limits);
  });

  const seal = (): Promise<Outcome> => outcomeOf(world.token, () => sealing.run(['invoice.xml']));
  const signing = async () => {
    const sad = await sealing.sad(['invoice.xml']);
    return () => outcomeOf(world.token, () => world.signHash.run(sealing.request(sad, ['invoice.xml'])));
  };

  it.each<[string, string, Partial<ContainerRecord>]>([
    ['it was suspended', 'container.state', { state: 'suspended' }],
    ['it was closed', 'container.state', { state: 'closed' }],
    ['it signs at other hours', 'container.limit', { limits: { ...limits, hours: { from: 10, to: 18 } } }],
    ['it signs by night', 'container.limit', { limits: { ...limits, hours: { from: 18, to: 8 } } }],
    ['it signs over other digests', 'container.limit', { limits: { ...limits, digestAlgorithms: [SHA512] } }],
    ['it is another client’s', 'credential.unknown', { clientId: newId('cli') }],
    ['it is another subscriber’s', 'credential.unknown', { subscriberId: newId('sub') }],
  ])('is not begun where %s, and what was authorised before is not signed', async (_what, code, change) => {
    const authorised = await signing();
    await sealing.change(change);
    expect(await seal()).toEqual(refused(code));
    expect(await authorised()).toEqual(refused(code));
    const { clientId } = sealing.client;
    const { body } = (await world.records.find('client', clientId)) ?? {};
    await sealing.change({ state: 'open', limits, clientId, subscriberId: body?.subscriberId ?? '' });
    expect(await authorised()).toEqual({ code: 'done', signed: 1 });
    expect(await seal()).toEqual(SEALED);
  });

  it('ends with the hour, and begins with it', async () => {
    world.clock.advance(9 * 3_600_000 - 1);
    const authorised = await signing();
    expect(await seal()).toEqual(SEALED);
    world.clock.advance(1);
    expect(await authorised()).toEqual(refused('container.limit'));
    expect(await seal()).toEqual(refused('container.limit'));
  });

  it('is not done for another client of the same house, whatever it orders', async () => {
    const other = await SigningClient.make(world);
    expect(await outcomeOf(world.token, () => sealing.sad(['invoice.xml'], other))).toEqual(refused('credential.unknown'));
    const sad = await sealing.sad(['invoice.xml']);
    expect(await outcomeOf(world.token, () => world.signHash.run(sealing.request(sad, ['invoice.xml'], other.clientId)))).toEqual(refused('sad.invalid'));
    expect(await outcomeOf(world.token, () => world.signHash.run(sealing.request(sad, ['invoice.xml'])))).toEqual({ code: 'done', signed: 1 });
  });

  it('is not done for a client whose own container the database names instead', async () => {
    const mallory = await SigningClient.make(world);
    const theirs = await openContainer(world, { clientId: mallory.clientId, limits: { perDay: 1_000 } });
    const { table } = world.stores.records;
    const [key, row] = [`binding/${sealing.seal.credentialId}`, table.get(`binding/${sealing.seal.credentialId}`)];
    if (!row) throw new Error('no record');
    table.set(key, { ...row, body: row.body.replace(sealing.containerId, theirs) });
    expect(await outcomeOf(world.token, () => sealing.sad(['invoice.xml'], mallory))).toEqual(refused('record.tampered'));
    table.set(key, row);
    expect(await seal()).toEqual(SEALED);
  });

  it('does not go on by the container’s record of before its suspension', async () => {
    const { table } = world.stores.records;
    const key = `container/${sealing.containerId}`;
    const open = table.get(key);
    const authorised = await signing();
    await sealing.change({ state: 'suspended' });
    const suspended = table.get(key);
    for (const old of [open, undefined]) {
      if (old) table.set(key, old);
      else table.delete(key);
      expect(await authorised()).toEqual(refused('record.tampered'));
      expect(await seal()).toEqual(refused('record.tampered'));
    }
    if (suspended) table.set(key, suspended);
    expect(await authorised()).toEqual(refused('container.state'));
    await sealing.change({ state: 'open' });
    expect(await authorised()).toEqual({ code: 'done', signed: 1 });
  });

  it('is not completed on the page either, by an order of before', async () => {
    const draft = await world.openActivation.run(sealing.opening(['invoice.xml']));
    const order = await sealing.order(['invoice.xml']);
    await sealing.change({ state: 'suspended' });
    const present = () => outcomeOf(world.token, () => world.present.run(draft.activationId, { kind: 'order', order }));
    expect(await present()).toEqual(refused('container.state'));
    await sealing.change({ state: 'open' });
    expect(await present()).toEqual({ code: 'done', signed: 0 });
  });

  it('is not signed later than the container was open', async () => {
    const replica = await JobsReplica.of(world);
    const sad = await sealing.sad(['invoice.xml', 'annex.xml']);
    const take = (document: string) => replica.take.run({ ...sealing.request(sad, [document]), validityMs: 60_000 });
    await take('invoice.xml');
    await sealing.change({ state: 'suspended' });
    expect(await outcomeOf(world.token, () => take('annex.xml'))).toEqual(refused('container.state'));
    const before = world.token.counters.signCalls;
    expect((await replica.sign.run(1)).failed).toEqual(['container.state']);
    expect(world.token.counters.signCalls).toBe(before);
    await sealing.change({ state: 'open' });
    await take('annex.xml');
    expect((await replica.sign.run(1)).signed).toBe(1);
  });
});
