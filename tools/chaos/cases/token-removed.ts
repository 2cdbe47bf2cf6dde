import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosCase } from '../chaos-case.ts';

const AWAY_MS = 3_000;

export const tokenRemoved: ChaosCase = {
  name: 'token-removed',
  done: 'the token is pulled out for three seconds and put back: sessions and login are gone',
  short: 'apps/sam/test/faults/token.it.ts',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: [],
  async hurt({ site, wrong, load }) {
    const sessions = site.shim.sessions;
    site.shim.command('* CKR_DEVICE_REMOVED');
    await site.untilMissing('sam', 'token');
    const closedAt = performance.now();
    await sleep(AWAY_MS);
    if (load.answered.some(({ begunAt }) => begunAt > closedAt)) wrong('something was signed without a token');
    site.shim.command();
    const backAt = performance.now();
    await site.until(() => site.shim.sessions === sessions, `as many sessions as before (${sessions}), not ${site.shim.sessions}`);
    return backAt;
  },
};
