import { describe, expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import { OneAfterAnother } from './one-after-another.js';

describe('work one after another', () => {
  const trial = () => {
    const queue = new OneAfterAnother();
    const log: string[] = [];
    const work = (name: string, mark: string) =>
      queue.run(name, async () => {
        log.push(`${mark} begins`);
        await setImmediate();
        log.push(`${mark} ends`);
        if (mark === 'fails') throw new Error(mark);
        return mark;
      });
    return { log, work };
  };

  it('of one name never meets itself, and keeps its order', async () => {
    const { log, work } = trial();
    expect(await Promise.all([work('a', '1'), work('a', '2'), work('a', '3')])).toEqual(['1', '2', '3']);
    expect(log).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends']);
  });

  it('of other names goes on beside it', async () => {
    const { log, work } = trial();
    await Promise.all([work('a', '1'), work('b', '2')]);
    expect(log.slice(0, 2)).toEqual(['1 begins', '2 begins']);
  });

  it('goes on after one that failed', async () => {
    const { log, work } = trial();
    const failed = work('a', 'fails');
    const next = work('a', '2');
    await expect(failed).rejects.toThrow('fails');
    expect(await next).toBe('2');
    expect(log).toEqual(['fails begins', 'fails ends', '2 begins', '2 ends']);
  });
});
