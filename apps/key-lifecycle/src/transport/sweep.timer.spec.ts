import { describe, expect, it } from '@jest/globals';
import { Log } from '@paraph/platform';
import type { AskRevocation } from '../domain/ask-revocation.js';
import type { FollowSessions } from '../domain/follow-sessions.js';
import type { SweepRenewals } from '../domain/renewals/sweep-renewals.js';
import type { Sweep, Swept } from '../domain/sweep.js';
import { SweepTimer } from './sweep.timer.js';

/** A sweep that lasts until it is told to end. */
class SlowSweep implements Pick<Sweep, 'run'> {
  count = 0;
  readonly ends: (() => void)[] = [];

  async run(): Promise<readonly Swept[]> {
    this.count += 1;
    await new Promise<void>((resolve) => this.ends.push(resolve));
    return [];
  }
}

const timerOf = (sweep: Pick<Sweep, 'run'>): SweepTimer =>
  new SweepTimer(
    sweep as Sweep,
    { run: async () => [] } as unknown as AskRevocation,
    { run: async () => [] } as unknown as FollowSessions,
    { run: async () => [] } as unknown as SweepRenewals,
    new Log('key-lifecycle', 'silent'),
  );

describe('the timer', () => {
  it('sweeps both lanes at the start, and a stop waits for the sweeps at work', async () => {
    const sweep = new SlowSweep();
    const timer = timerOf(sweep);
    timer.onApplicationBootstrap();
    let stopped = false;
    const stop = timer.onApplicationShutdown().then(() => (stopped = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([sweep.count, stopped]).toEqual([2, false]);
    for (const end of sweep.ends) end();
    await stop;
    expect(stopped).toBe(true);
  });

  it('outlives a sweep that fails', async () => {
    const timer = timerOf({ run: () => Promise.reject(new Error('the database is away')) });
    timer.onApplicationBootstrap();
    await timer.onApplicationShutdown();
  });
});
