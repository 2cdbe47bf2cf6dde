import { beforeEach, describe, expect, it } from '@jest/globals';
import { SessionPool, type SessionSource } from './session-pool.js';

/** Hands out numbered sessions. */
class FakeSessions implements SessionSource {
  readonly live = new Set<Buffer>();
  opened = 0;
  failure: Error | undefined;

  open(): Buffer {
    if (this.failure !== undefined) throw this.failure;
    const session = Buffer.from([(this.opened += 1)]);
    this.live.add(session);
    return session;
  }

  close(session: Buffer): void {
    if (!this.live.delete(session)) throw new Error('closed twice');
  }
}

/** Work that lasts until the test says so. */
class Work {
  readonly #done = Promise.withResolvers<string>();
  session: Buffer | undefined;
  readonly run = (session: Buffer): Promise<string> => ((this.session = session), this.#done.promise);
  readonly finish = (): void => this.#done.resolve('done');
  readonly fail = (): void => this.#done.reject(new Error('work failed'));
}

const turn = (): Promise<void> => new Promise((go) => setImmediate(go));

describe('SessionPool', () => {
  let sessions: FakeSessions;
  let pool: SessionPool;
  beforeEach(() => {
    sessions = new FakeSessions();
    pool = new SessionPool(sessions, { size: 2, maxWaiting: 3 });
  });

  it('never gives one session to two pieces of work', async () => {
    const inUse = new Set<Buffer>();
    const busy = async (session: Buffer): Promise<void> => {
      expect(inUse.has(session)).toBe(false);
      inUse.add(session);
      await turn();
      inUse.delete(session);
    };
    for (let i = 0; i < 20; i++) await Promise.all([1, 2, 3, 4, 5].map(() => pool.use(busy)));
    expect(sessions.opened).toBe(2);
  });

  it('opens no session before it is needed', () => {
    expect(sessions.opened).toBe(0);
  });

  it('refuses work beyond what may wait, at once', async () => {
    const works = [1, 2, 3, 4, 5].map(() => new Work());
    const runs = works.map((work) => pool.use(work.run));
    await expect(pool.use(new Work().run)).rejects.toMatchObject({ code: 'hsm.unavailable', retryAfter: 1 });
    for (const work of works) work.finish();
    expect(await Promise.all(runs)).toHaveLength(5);
  });

  it('closes the session of work that failed, and lets the next one open another', async () => {
    const [failing, next] = [new Work(), new Work()];
    const failed = pool.use(failing.run);
    await turn();
    failing.fail();
    await expect(failed).rejects.toThrow('work failed');
    expect(sessions.live.size).toBe(0);
    const done = pool.use(next.run);
    next.finish();
    await done;
    expect(next.session).not.toEqual(failing.session);
    expect(pool.discarded).toBe(1);
  });

  it('serves those who wait after a failure', async () => {
    const works = [1, 2, 3, 4].map(() => new Work());
    const runs = works.map((work) => pool.use(work.run).catch(() => 'failed'));
    await turn();
    works[0]!.fail();
    works[1]!.fail();
    works[2]!.finish();
    works[3]!.finish();
    expect(await Promise.all(runs)).toEqual(['failed', 'failed', 'done', 'done']);
    expect(sessions.live.size).toBe(2);
  });

  it('fails all who wait when no session can be had any more', async () => {
    const works = [1, 2, 3, 4].map(() => new Work());
    const runs = works.map((work) => pool.use(work.run).catch((error: unknown) => String(error)));
    await turn();
    sessions.failure = new Error('token gone');
    works[0]!.fail();
    works[1]!.fail();
    expect(await Promise.all(runs)).toEqual(['Error: work failed', 'Error: work failed', 'Error: token gone', 'Error: token gone']);
    sessions.failure = undefined;
    expect(await pool.use(() => Promise.resolve('healed'))).toBe('healed');
  });

  it('closes the session of work that throws before it waits', async () => {
    const work = (): Promise<never> => {
      throw new Error('at once');
    };
    await expect(pool.use(work)).rejects.toThrow('at once');
    expect(sessions.live.size).toBe(0);
  });

  it('waits at its end for the work in hand, and takes no more', async () => {
    const work = new Work();
    const run = pool.use(work.run);
    let isClosed = false;
    const closing = pool.close().then(() => (isClosed = true));
    await turn();
    expect(isClosed).toBe(false);
    await expect(pool.use(new Work().run)).rejects.toMatchObject({ code: 'hsm.unavailable' });
    work.finish();
    expect(await run).toBe('done');
    await closing;
    expect(sessions.live.size).toBe(0);
  });
});
