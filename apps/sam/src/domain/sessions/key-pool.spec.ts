import { afterEach, describe, expect, it } from '@jest/globals';
import type { SessionPool } from '../ports/policies.js';
import type { HeldKey } from '../ports/token.js';
import { KeyPool } from './key-pool.js';

class Key implements HeldKey {
  readonly algorithm = 'rsa3072';
  readonly publicKey = new Uint8Array();
  isOver = false;
  sign(): Promise<Uint8Array> {
    return Promise.reject(new Error('not in this test'));
  }
  end(): Promise<void> {
    this.isOver = true;
    return Promise.resolve();
  }
}

/** A lane in which keys are made one after the other, as far as a test lets them. */
class Lane {
  readonly made: Key[] = [];
  readonly events: string[] = [];
  underWay = 0;
  most = 0;
  fails = false;
  inUse = 0;
  private gate: Promise<void> = Promise.resolve();
  private open: () => void = () => undefined;

  hold(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    [this.gate, this.open] = [promise, resolve];
  }

  release(): void {
    this.open();
  }

  pool(rules: Partial<SessionPool> = {}): KeyPool {
    const count = (name: string) => (): void => void this.events.push(name);
    return new KeyPool(
      { algorithm: 'rsa3072', size: 4, lowWater: 2, whenEmpty: 'refuse', ...rules },
      {
        make: () => this.make(),
        inUse: () => this.inUse,
        events: { taken: count('taken'), empty: count('empty'), made: count('made'), failed: count('failed') },
      },
    );
  }

  private async make(): Promise<HeldKey> {
    this.underWay += 1;
    this.most = Math.max(this.most, this.underWay);
    try {
      await this.gate;
      if (this.fails) throw new Error('the token is away');
      const key = new Key();
      this.made.push(key);
      return key;
    } finally {
      this.underWay -= 1;
    }
  }
}

const open: KeyPool[] = [];
const filled = async (lane: Lane, rules?: Partial<SessionPool>): Promise<KeyPool> => {
  const pool = lane.pool(rules);
  open.push(pool);
  pool.fillIfLow();
  await pool.filled();
  return pool;
};
afterEach(() => Promise.all(open.splice(0).map((pool) => pool.close())));

describe('a pool of keys', () => {
  it('is filled to its size, one key after the other', async () => {
    const lane = new Lane();
    const pool = await filled(lane);
    expect([pool.ready, lane.made.length, lane.most]).toEqual([4, 4, 1]);
  });

  it('gives each key once, and is filled up again below its low-water mark, by one worker', async () => {
    const lane = new Lane();
    const pool = await filled(lane);
    const first = [await pool.take('a'), await pool.take('a')];
    expect([pool.ready, lane.made.length]).toEqual([2, 4]);
    lane.hold();
    const more = [await pool.take('a'), await pool.take('b')];
    expect(new Set([...first, ...more]).size).toBe(4);
    lane.release();
    await pool.filled();
    expect([pool.ready, lane.made.length, lane.most]).toEqual([4, 8, 1]);
  });

  it('refuses at once where it is empty', async () => {
    const lane = new Lane();
    const pool = await filled(lane, { size: 1, lowWater: 1 });
    lane.hold();
    await pool.take('a');
    await expect(pool.take('a')).rejects.toMatchObject({ code: 'pool.empty' });
    expect(lane.events).toEqual(['made', 'taken', 'empty']);
    lane.release();
  });

  it('has whoever may wait wait for the next key, in turn', async () => {
    const lane = new Lane();
    const pool = await filled(lane, { size: 1, lowWater: 1, whenEmpty: { waitMs: 60_000 } });
    await pool.take('a');
    const [second, third] = [pool.take('a'), pool.take('b')];
    expect(new Set(await Promise.all([second, third])).size).toBe(2);
  });

  it('has nobody wait for longer than the policy says', async () => {
    const lane = new Lane();
    const pool = lane.pool({ whenEmpty: { waitMs: 5 } });
    open.push(pool);
    lane.hold();
    await expect(pool.take('a')).rejects.toMatchObject({ code: 'pool.empty' });
    lane.release();
    await pool.filled();
    expect(pool.ready).toBe(4);
  });

  it('leaves what one subscriber may not have to the others', async () => {
    const lane = new Lane();
    const pool = await filled(lane, { perSubscriber: 1 });
    lane.inUse = 1;
    await expect(pool.take('a')).rejects.toMatchObject({ code: 'pool.empty' });
    expect(pool.ready).toBe(4);
    lane.inUse = 0;
    await expect(pool.take('b')).resolves.toBeDefined();
  });

  it('counts requests of one moment against their subscriber', async () => {
    const lane = new Lane();
    const pool = await filled(lane, { perSubscriber: 1, size: 1, lowWater: 1, whenEmpty: { waitMs: 60_000 } });
    await pool.take('b');
    lane.hold();
    const results = Promise.allSettled([pool.take('a'), pool.take('a')]);
    lane.release();
    expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('gives no key that died with its session, and makes others', async () => {
    const lane = new Lane();
    const pool = await filled(lane);
    for (const key of lane.made.slice(0, 3)) key.isOver = true;
    expect(await pool.take('a')).toBe(lane.made[3]);
    await pool.filled();
    expect(pool.ready).toBe(4);
  });

  it('stops after a failure and goes on when it is asked again', async () => {
    const lane = new Lane();
    lane.fails = true;
    const pool = lane.pool();
    open.push(pool);
    await expect(pool.take('a')).rejects.toMatchObject({ code: 'pool.empty' });
    lane.fails = false;
    await pool.filled();
    expect(lane.events).toEqual(['empty', 'failed']);
    pool.fillIfLow();
    await pool.filled();
    expect(pool.ready).toBe(4);
  });

  it('ends every key with it, and refuses who waits', async () => {
    const lane = new Lane();
    const pool = await filled(lane);
    lane.hold();
    await Promise.all([1, 2, 3, 4].map(() => pool.take('a')));
    const closing = pool.close();
    lane.release();
    await closing;
    expect(lane.made.slice(4).every(({ isOver }) => isOver)).toBe(true);
    expect(pool.ready).toBe(0);
  });
});
