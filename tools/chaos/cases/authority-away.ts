import { setTimeout as sleep } from 'node:timers/promises';
import { sandboxProvider, session, sessionClient } from '../../bench/one-session.ts';
import type { ChaosCase } from '../chaos-case.ts';

const AWAY_MS = 3_000;

export const authorityAway: ChaosCase = {
  name: 'authority-away',
  done: 'the certification authority hangs: long-term keys sign on, a one-session key is refused and works again afterwards',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: [],
  async hurt({ site, load, wrong, say }) {
    const provider = sandboxProvider(site.bench);
    const client = await sessionClient(site.bench, provider);
    const one = (): Promise<void> => session({ bench: site.bench, provider, client, algorithm: 'p256' });
    await one();
    const refused = load.refused.length;
    const away = performance.now();
    site.bench.stack.kill('ca-connector', 'SIGSTOP');
    try {
      const said = await one().then(
        () => undefined,
        (error: unknown) => String(error),
      );
      if (said === undefined) wrong('a one-session key was certified by nobody');
      else say(`  a session heard: ${said.slice(0, 160)}`);
      await sleep(AWAY_MS);
      if (load.refused.length > refused) wrong(`${load.refused.length - refused} signatures with long-term keys were refused`);
      if (!load.answered.some(({ begunAt }) => begunAt > away)) wrong('long-term keys did not sign on');
    } finally {
      site.bench.stack.kill('ca-connector', 'SIGCONT');
    }
    const backAt = performance.now();
    await site.until(
      () =>
        one().then(
          () => true,
          () => false,
        ),
      'a session that works',
    );
    return backAt;
  },
};
