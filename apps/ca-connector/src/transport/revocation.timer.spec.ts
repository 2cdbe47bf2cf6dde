import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { Log } from '@paraph/platform';
import type { CarryOutRevocations } from '../domain/revocation/carry-out-revocations.js';
import type { FollowNotices } from '../domain/status-watch/follow-notices.js';
import type { WatchAuthorities } from '../domain/status-watch/watch-authorities.js';
import type { RevocationFigures } from './revocation-figures.js';
import { RevocationTimer } from './revocation.timer.js';

type Act = () => Promise<readonly { readonly failure?: unknown }[]>;

const nothing: Act = async () => [];

function timerOf({
  revocations = nothing,
  watch = nothing,
  notices = nothing,
  count = async () => undefined,
}: Partial<Record<'revocations' | 'watch' | 'notices', Act>> & { count?: () => Promise<void> }) {
  return new RevocationTimer(
    { run: revocations } as unknown as CarryOutRevocations,
    { run: watch } as unknown as WatchAuthorities,
    { run: notices } as unknown as FollowNotices,
    { count } as unknown as RevocationFigures,
    new Log('ca-connector', 'silent'),
  );
}

describe('the timer', () => {
  it('begins at the start; what lasts delays nothing else, and a stop waits for it', async () => {
    const begun: string[] = [];
    let end = (): void => undefined;
    const watch: Act = async () => {
      begun.push('watch');
      await new Promise<void>((done) => (end = done));
      return [];
    };
    const timer = timerOf({ watch, revocations: async () => (begun.push('revocations'), []), notices: async () => (begun.push('notices'), []) });
    timer.onApplicationBootstrap();
    let stopped = false;
    const stop = timer.onApplicationShutdown().then(() => (stopped = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([begun.sort(), stopped]).toEqual([['notices', 'revocations', 'watch'], false]);
    end();
    await stop;
    expect(stopped).toBe(true);
  });

  it('outlives whatever fails, expected or not', async () => {
    const failures = [new ServiceError('authority.unavailable', 'away'), new Error('bug')];
    const timer = timerOf({
      revocations: async () => failures.map((failure) => ({ failure })),
      watch: () => Promise.reject(new Error('the database is away')),
      count: () => Promise.reject(new Error('the database is away')),
    });
    timer.onApplicationBootstrap();
    await timer.onApplicationShutdown();
  });
});
