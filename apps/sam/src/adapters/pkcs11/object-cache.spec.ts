import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ObjectCache, type WantedObject } from './object-cache.js';
import type { SessionSource } from './session-pool.js';

/** A token with sessions and objects, which die with their session. */
class FakeObjects implements SessionSource {
  readonly sessions = new Map<Buffer, Set<Buffer>>();
  made = 0;
  failure: Error | undefined;

  open(): Buffer {
    const session = Buffer.alloc(1);
    this.sessions.set(session, new Set());
    return session;
  }

  close(session: Buffer): void {
    if (!this.sessions.delete(session)) throw new Error('closed twice');
  }

  readonly destroy = (session: Buffer, object: Buffer): void => {
    if (this.sessions.get(session)?.delete(object) !== true) throw new Error('no such object in this session');
  };

  wanted(id: string, content = id): WantedObject {
    const make = async (session: Buffer): Promise<Buffer> => {
      await new Promise((go) => setImmediate(go));
      if (this.failure !== undefined) throw this.failure;
      this.made += 1;
      const object = Buffer.from(id);
      this.sessions.get(session)!.add(object);
      return object;
    };
    return { id, content: Buffer.from(content), make };
  }

  get live(): number {
    return [...this.sessions.values()].reduce((sum, objects) => sum + objects.size, 0);
  }
}

describe('ObjectCache', () => {
  let token: FakeObjects;
  let cache: ObjectCache;
  const use = async (id: string, content?: string): Promise<void> => (await cache.borrow(token.wanted(id, content))).release();
  beforeEach(() => {
    token = new FakeObjects();
    cache = new ObjectCache(token.destroy, token, { objects: 3, lifetimeMs: 60_000 });
  });
  afterEach(() => cache.close());

  it('makes an object once, also for those who ask at the same time', async () => {
    await Promise.all([use('a'), use('a'), use('a')]);
    await use('a');
    expect(token.made).toBe(1);
  });

  it('makes it anew from other content', async () => {
    await use('a', 'one');
    await use('a', 'two');
    expect(token.made).toBe(2);
    await new Promise((go) => setImmediate(go));
    expect(token.live).toBe(1);
  });

  it('keeps no more than it may, the last ones used', async () => {
    for (const id of ['a', 'b', 'c', 'a', 'd']) await use(id);
    expect([cache.size, token.made]).toEqual([3, 4]);
    await use('a');
    expect(token.made).toBe(4);
    await use('b');
    expect(token.made).toBe(5);
  });

  it('destroys an evicted object only when nobody uses it', async () => {
    const borrowed = await cache.borrow(token.wanted('a'));
    for (const id of ['b', 'c', 'd']) await use(id);
    expect(token.live).toBe(4);
    borrowed.release();
    await new Promise((go) => setImmediate(go));
    expect(token.live).toBe(3);
  });

  it('waits with forgetting until the object is destroyed', async () => {
    const borrowed = await cache.borrow(token.wanted('a'));
    let isForgotten = false;
    const forgetting = cache.forget('a').then(() => (isForgotten = true));
    await new Promise((go) => setImmediate(go));
    expect(isForgotten).toBe(false);
    borrowed.release();
    await forgetting;
    expect(token.live).toBe(0);
  });

  it('forgets an object that is still being made', async () => {
    const using = use('a');
    await cache.forget('a');
    await using;
    expect([cache.size, token.live]).toEqual([0, 0]);
  });

  it('keeps nothing of an object that could not be made, and its session no longer than its objects', async () => {
    await use('a');
    token.failure = new Error('token gone');
    await expect(use('b')).rejects.toThrow('token gone');
    token.failure = undefined;
    await use('b');
    expect([cache.size, token.sessions.size]).toEqual([2, 2]);
    await use('a');
    expect(token.made).toBe(2);
    await cache.forget('a');
    expect(token.sessions.size).toBe(1);
  });

  it('makes good for all who waited with a failure', async () => {
    token.failure = new Error('token gone');
    const outcomes = await Promise.allSettled(['a', 'a', 'b', 'c'].map((id) => use(id)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    token.failure = undefined;
    await use('a');
    expect([cache.size, token.sessions.size]).toEqual([1, 1]);
  });

  it('forgets what is too old', async () => {
    await cache.close();
    cache = new ObjectCache(token.destroy, token, { objects: 3, lifetimeMs: 20 });
    await use('a');
    await new Promise((go) => setTimeout(go, 80));
    expect([cache.size, token.live]).toEqual([0, 0]);
  });

  it('leaves no session and no object at its end', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await use(id);
    await cache.close();
    expect(token.sessions.size).toBe(0);
  });
});
