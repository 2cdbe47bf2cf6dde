import { describe, expect, it } from '@jest/globals';
import { HashingTurns } from './hashing-turns.js';

/** Work that ends when it is told to, and knows how much of it runs. */
function workshop(): { work: () => Promise<void>; running: () => number; most: () => number; endAll: () => Promise<void> } {
  const ends: (() => void)[] = [];
  let [running, most] = [0, 0];
  const work = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((end) => ends.push(end));
    running -= 1;
  };
  const settle = (): Promise<void> => new Promise((done) => setImmediate(done));
  return {
    work,
    running: () => running,
    most: () => most,
    endAll: async () => {
      for (await settle(); ends.length > 0; await settle()) ends.shift()?.();
    },
  };
}

describe('turns', () => {
  it('never let more run at once than there may, and each gets its own', async () => {
    const { work, most, endAll } = workshop();
    const turns = new HashingTurns({ atOnce: 2, waiting: 20, waitingOfOne: 20 });
    const all = Array.from({ length: 12 }, () => turns.run('a', work));
    await endAll();
    await Promise.all(all);
    expect(most()).toBe(2);
  });

  it('send away at once whoever finds the queue full, and say when to come again', async () => {
    const { work, endAll } = workshop();
    const turns = new HashingTurns({ atOnce: 1, waiting: 2, waitingOfOne: 2 });
    const kept = [turns.run('a', work), turns.run('a', work), turns.run('b', work)];
    await expect(turns.run('c', work)).rejects.toMatchObject({ code: 'login.throttled', retryAfter: 2 });
    await endAll();
    await Promise.all(kept);
  });

  it('keep a place for others when one address waits', async () => {
    const { work, endAll } = workshop();
    const turns = new HashingTurns({ atOnce: 1, waiting: 10, waitingOfOne: 2 });
    const kept = [turns.run('flood', work), turns.run('flood', work), turns.run('flood', work)];
    await expect(turns.run('flood', work)).rejects.toMatchObject({ code: 'login.throttled' });
    kept.push(turns.run('somebody else', work));
    await endAll();
    await Promise.all(kept);
  });

  it('go on after work that fails', async () => {
    const turns = new HashingTurns({ atOnce: 1, waiting: 1, waitingOfOne: 1 });
    await expect(turns.run('a', () => Promise.reject(new Error('no memory')))).rejects.toThrow('no memory');
    expect(await turns.run('a', () => Promise.resolve(1))).toBe(1);
  });
});
