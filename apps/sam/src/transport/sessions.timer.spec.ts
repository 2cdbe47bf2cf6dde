import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Log, Metrics } from '@paraph/platform';
import type { FollowSessions } from '../domain/sessions/follow-sessions.js';
import type { KeyPools } from '../domain/sessions/key-pools.js';
import type { Presence } from '../domain/sessions/presence.js';
import { SessionsTimer } from './sessions.timer.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('a replica says that it lives however long it takes to end what is over', async () => {
  const { promise: ends, resolve: end } = Promise.withResolvers<{ ended: number; failures: readonly unknown[] }>();
  const own = jest.fn(() => ends);
  const beat = jest.fn(() => Promise.resolve());
  const follow = { own, leave: () => ends } as unknown as FollowSessions;
  const pools = { all: [], fill: () => undefined, close: () => Promise.resolve() } as unknown as KeyPools;
  const timer = new SessionsTimer(follow, { beat } as unknown as Presence, pools, new Log('sam', 'silent'), new Metrics('sam'));
  await timer.onApplicationBootstrap();
  const before = beat.mock.calls.length;
  await jest.advanceTimersByTimeAsync(60_000);
  expect([own.mock.calls.length, beat.mock.calls.length - before]).toEqual([1, 12]);

  end({ ended: 0, failures: [] });
  await timer.onApplicationShutdown();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(beat.mock.calls.length - before).toBe(12);
});
