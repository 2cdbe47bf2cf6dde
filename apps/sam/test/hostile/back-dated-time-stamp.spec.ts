import { beforeEach, describe, expect, it } from '@jest/globals';
import { composeTimestamp } from '@paraph/contracts';
import { sha256, toBase64 } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import fc from 'fast-check';
import { AuthorityWorld } from '../authority-world.js';
import { timestampInfo } from '../timestamp-info.js';
import { outcomeOf, refused } from './refusal.js';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const HOUR = 3_600_000;

describe('somebody who wants a time-stamp of yesterday', () => {
  let world: AuthorityWorld;
  beforeEach(async () => {
    world = await AuthorityWorld.make();
    await stamp();
  });

  const stamp = (by = world) => by.composeTimestamp.run({ hashAlgorithmOid: SHA256, hash: sha256('document'), certificate: false });
  const attempt = (by = world) => outcomeOf(world.token, () => stamp(by));
  const states = () => world.stores.states.table;

  it('has no word for it in the request', () => {
    const request = { hashAlgorithmOid: SHA256, hash: toBase64(sha256('document')), nonce: '1', certificate: true };
    expect(composeTimestamp.request.safeParse(request).success).toBe(true);
    for (const more of [{ time: '2020-01-01T00:00:00.000Z' }, { genTime: '20200101000000Z' }, { serialNumber: '1' }, { policy: '1.2.3' }, { iat: 1 }]) {
      expect(composeTimestamp.request.safeParse({ ...request, ...more }).success).toBe(false);
    }
  });

  it('moves neither time nor serial number by anything there is to say', async () => {
    const serials = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.option(fc.bigInt({ min: 0n, max: 10n ** 40n - 1n }), { nil: undefined }),
        fc.boolean(),
        async (hash, nonce, certificate) => {
          const said = nonce === undefined ? {} : { nonce: String(nonce) };
          const { response } = await world.composeTimestamp.run({ hashAlgorithmOid: SHA256, hash, certificate, ...said });
          const info = timestampInfo(response);
          expect(info).toMatchObject({ time: world.clock.now(), policy: '2.999.1.10', nonce });
          expect(serials.has(info.serialNumber)).toBe(false);
          serials.add(info.serialNumber);
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([1_001, HOUR, 365 * 24 * HOUR])('gets none from a clock that was set back by %i ms, until it has caught up', async (back) => {
    world.clock.advance(-back);
    expect(await attempt()).toEqual(refused('service.unavailable'));
    expect((await world.eventTypes()).at(-1)).toBe('timestamp-refused: service.unavailable');
    expect(await attempt(await world.replica())).toEqual(refused('service.unavailable'));
    world.clock.advance(back);
    expect(await attempt()).toEqual({ code: 'done', signed: 1 });
  });

  it('gets the last time again, and none before it, from a clock that is a little behind', async () => {
    const { time: last } = await stamp();
    for (const step of [-1, -499, -500]) {
      world.clock.advance(step);
      expect((await stamp()).time).toEqual(last);
    }
    world.clock.advance(-1);
    expect(await attempt()).toEqual(refused('service.unavailable'));
  });

  it('gets none from a replica whose clock is behind the others’', async () => {
    world.clock.advance(HOUR);
    await stamp();
    const late = await AuthorityWorld.over(world.stores, world.token, new FakeClock());
    expect(await attempt(late)).toEqual(refused('service.unavailable'));
    late.clock.advance(HOUR);
    expect(await attempt(late)).toEqual({ code: 'done', signed: 1 });
  });

  it('gets none when the database forgets, edits or puts back the time given last', async () => {
    const old = states().get('timestamp/unit');
    world.clock.advance(HOUR);
    await stamp();
    const newest = states().get('timestamp/unit');
    if (!old || !newest) throw new Error('no state');
    world.clock.advance(-HOUR);
    for (const forged of [old, undefined, { ...newest, body: old.body }, { ...old, version: newest.version }]) {
      if (forged) states().set('timestamp/unit', forged);
      else states().delete('timestamp/unit');
      expect(await attempt()).toEqual(refused('record.tampered'));
    }
    states().set('timestamp/unit', newest);
    expect(await attempt()).toEqual(refused('service.unavailable'));
    world.clock.advance(HOUR);
    expect(await attempt()).toEqual({ code: 'done', signed: 1 });
  });

  it('gets times in one line from all who give them at once', async () => {
    const replica = await world.replica();
    const made = await Promise.all([stamp(), stamp(replica), stamp(), stamp(replica)]);
    expect((await world.states.find('timestamp', 'unit'))?.count).toBe(5);
    expect(new Set(made.map(({ serialNumber }) => serialNumber)).size).toBe(4);
  });
});
