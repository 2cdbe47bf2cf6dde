import { describe, expect, it } from '@jest/globals';
import { Log } from '@paraph/platform';
import type { Sweep, Swept } from '../domain/sweep.js';
import { SweepTimer } from './sweep.timer.js';

/** A sweep that lasts until it is told to end. */
class SlowSweep implements Pick<Sweep, 'run'> {
  count = 0;
  end: (() => void) | undefined;

  async run(): Promise<readonly Swept[]> {
    this.count += 1;
    await new Promise<void>((resolve) => (this.end = resolve));
    return [];
  }
}

const timerOf = (sweep: Pick<Sweep, 'run'>): SweepTimer => new SweepTimer(sweep as Sweep, new Log('key-lifecycle', 'silent'));

describe('the timer', () => {
  it('sweeps at the start, and a stop waits for the sweep at work', async () => {
    const sweep = new SlowSweep();
    const timer = timerOf(sweep);
    timer.onApplicationBootstrap();
    let stopped = false;
    const stop = timer.onApplicationShutdown().then(() => (stopped = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([sweep.count, stopped]).toEqual([1, false]);
    sweep.end?.();
    await stop;
    expect(stopped).toBe(true);
  });

  it('outlives a sweep that fails', async () => {
    const timer = timerOf({ run: () => Promise.reject(new Error('the database is away')) });
    timer.onApplicationBootstrap();
    await timer.onApplicationShutdown();
  });
});
