import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { FakeClock } from '@paraph/testing';
import { FakeToken } from '../../../test/fake-token.js';
import { MemoryRewrapRows } from '../../../test/memory-rewrap-rows.js';
import { memoryStores } from '../../../test/stores.js';
import type { KeyRow } from '../ports/key-rows.js';
import { AuthorityKeys } from './authority-keys.js';
import { BackupLife } from './backup-life.js';
import { TakeKeyCensus } from './key-census.js';
import { isSealed, tokenKey } from './key-seal.js';
import { KeyStore } from './key-store.js';
import { RewrapKeys } from './rewrap-keys.js';

const DIGEST = { algorithm: 'sha256', value: new Uint8Array(32) } as const;

describe('closing keys anew', () => {
  const make = () => {
    const stores = memoryStores();
    const [token, clock, rows] = [new FakeToken(), new FakeClock(), new MemoryRewrapRows(stores.keys)];
    const pauses: number[] = [];
    const pace = {
      perSecond: 20,
      pause: async (milliseconds: number) => {
        pauses.push(milliseconds);
        await during?.();
      },
    };
    const replica = () => new RewrapKeys(rows, token, stores.transactions, clock, pace);
    return { stores, token, clock, rows, pauses, replica, keys: new KeyStore(stores.keys, token, stores.transactions) };
  };
  let world: ReturnType<typeof make>;
  let during: (() => Promise<void> | void) | undefined;
  let made: KeyRow[];

  const row = (keyId: string): KeyRow => world.stores.keys.table.get(keyId)!;
  const events = () => world.stores.transactions.events.filter(({ type }) => type.startsWith('rewrapping'));
  const census = async () => (await new TakeKeyCensus(world.rows, world.token, world.clock, new BackupLife(30)).run()).census;

  beforeEach(async () => {
    during = undefined;
    world = make();
    made = [];
    for (let index = 0; index < 120; index += 1) {
      const key = await world.keys.generate('p256');
      await world.stores.transactions.run((transaction) => world.keys.insert(transaction, key));
      made.push(key);
    }
    made.sort((one, other) => (one.keyId < other.keyId ? -1 : 1));
  });

  it('has nothing to do with one generation', async () => {
    expect(await world.replica().run()).toBeUndefined();
    expect(events()).toEqual([]);
  });

  it('closes every key under the newest generation: sealed, and the same key', async () => {
    world.token.addGeneration();
    expect(await world.replica().run()).toEqual({ generation: 2, rewrapped: 120, failed: 0 });
    for (const { keyId, publicKey } of made.slice(0, 5)) {
      expect(row(keyId).kekGeneration).toBe(2);
      expect(await isSealed(world.token, row(keyId))).toBe(true);
      const signature = await world.token.sign(tokenKey(row(keyId)), DIGEST);
      expect(await world.token.verify(publicKey, DIGEST, signature)).toBe(true);
    }
    expect(events()).toMatchObject([
      { type: 'rewrapping-started', particulars: { generation: '2', rewrapped: '0', left: '120' } },
      { type: 'rewrapping-finished', outcome: 'success', particulars: { generation: '2', rewrapped: '120', left: '0' } },
    ]);
  });

  it('rests after each key, and says nothing more when all is done', async () => {
    world.token.addGeneration();
    await world.replica().run();
    expect(world.pauses).toHaveLength(120);
    expect(new Set(world.pauses)).toEqual(new Set([50]));
    expect(await world.replica().run()).toBeUndefined();
    expect(events()).toHaveLength(2);
  });

  it('uses no key while it does', async () => {
    world.token.addGeneration();
    await world.replica().run();
    expect(world.token.counters.signCalls).toBe(0);
  });

  it('has keys of either generation open while it works', async () => {
    world.token.addGeneration();
    let looked = 0;
    during = async () => {
      const key = made[(looked += 1) % made.length]!;
      await world.token.sign(tokenKey(row(key.keyId)), DIGEST);
      await world.token.sign(tokenKey(key), DIGEST);
    };
    expect(await world.replica().run()).toMatchObject({ failed: 0 });
    expect(looked).toBe(120);
  });

  it('does not bring back a key that is destroyed meanwhile', async () => {
    world.token.addGeneration();
    const last = made.at(-1)!;
    during = () => {
      during = undefined;
      return world.stores.transactions.run(async (transaction) => void (await world.keys.destroy(transaction, last.keyId)));
    };
    expect(await world.replica().run()).toMatchObject({ rewrapped: 119, failed: 0 });
    expect(world.stores.keys.table.has(last.keyId)).toBe(false);
  });

  it('does not put a row back that was read before another wrote it', async () => {
    world.token.addGeneration();
    const last = made.slice(0, 50).at(-1)!;
    const other = new Uint8Array(32);
    during = () => {
      during = undefined;
      world.stores.keys.table.set(last.keyId, { ...last, mac: other });
    };
    await world.replica().run();
    expect(row(last.keyId)).toMatchObject({ kekGeneration: 1, mac: other });
  });

  it('leaves a row alone that does not carry its MAC, records it, and goes on', async () => {
    world.token.addGeneration();
    const [bad] = made;
    world.stores.keys.table.set(bad!.keyId, { ...bad!, algorithm: 'p384' });
    expect(await world.replica().run()).toEqual({ generation: 2, rewrapped: 119, failed: 1 });
    expect(row(bad!.keyId).kekGeneration).toBe(1);
    expect(events().at(-1)).toMatchObject({ type: 'rewrapping-finished', outcome: 'failure' });
    // Not every minute again, and not for ever.
    expect(await world.replica().run()).toBeUndefined();
    world.clock.advance(3_600_001);
    expect(await world.replica().run()).toMatchObject({ failed: 1 });
    expect((await census()).generations[0]).toEqual({ generation: 1, rows: 1 });
  });

  it('goes on where it was cut off, with one start and one end to read', async () => {
    world.token.addGeneration();
    let done = 0;
    await world.replica().run(undefined, () => (done += 1) > 60);
    expect([...world.stores.keys.table.values()].filter(({ kekGeneration }) => kekGeneration === 1).length).toBeGreaterThan(0);
    world.clock.advance(120_001);
    await world.replica().run();
    expect([...world.stores.keys.table.values()].every(({ kekGeneration }) => kekGeneration === 2)).toBe(true);
    expect(events()).toMatchObject([{ type: 'rewrapping-started' }, { type: 'rewrapping-finished', particulars: { rewrapped: '120' } }]);
  });

  it('stops at a token that does not answer', async () => {
    world.token.addGeneration();
    world.token.rewrap = () => Promise.reject(new ServiceError('hsm.unavailable', 'as the test asked'));
    await expect(world.replica().run()).rejects.toMatchObject({ code: 'hsm.unavailable' });
  });

  it('is the work of one replica at a time', async () => {
    world.token.addGeneration();
    const results = await Promise.all([world.replica().run(), world.replica().run(), world.replica().run()]);
    expect(results.filter(Boolean)).toEqual([{ generation: 2, rewrapped: 120, failed: 0 }]);
    expect(events()).toHaveLength(2);
  });

  it('has another replica’s authority keys read again', async () => {
    const authority = new AuthorityKeys(world.stores.keys, world.token, world.stores.transactions);
    await authority.open();
    world.token.addGeneration();
    await world.replica().run();
    await authority.refresh(2);
    expect(await authority.signJws('statement', {})).toEqual(expect.any(String));
  });
});

describe('the census', () => {
  it('says when the last backup with an old key ends, only once no key is closed with it', async () => {
    const stores = memoryStores();
    const [token, clock, rows] = [new FakeToken(), new FakeClock(), new MemoryRewrapRows(stores.keys)];
    const keys = new KeyStore(stores.keys, token, stores.transactions);
    const rewrap = new RewrapKeys(rows, token, stores.transactions, clock, { perSecond: 1000, pause: () => Promise.resolve() });
    const take = new TakeKeyCensus(rows, token, clock, new BackupLife(30));
    const key = await keys.generate('p256');
    await stores.transactions.run((transaction) => keys.insert(transaction, key));
    token.addGeneration();
    expect((await take.run()).census).toMatchObject({
      closing: 2,
      generations: [
        { generation: 1, rows: 1 },
        { generation: 2, rows: 0 },
      ],
    });
    await rewrap.run();
    const { census, sealed } = await take.run();
    const until = new Date(clock.now().getTime() + 30 * 86_400_000).toISOString();
    expect(census.generations).toEqual([
      { generation: 1, rows: 0, backupsUntil: until },
      { generation: 2, rows: 1 },
    ]);
    expect(await token.verifyMac('key-census', Buffer.from(sealed.body), Buffer.from(sealed.mac, 'base64'))).toBe(true);
  });
});
