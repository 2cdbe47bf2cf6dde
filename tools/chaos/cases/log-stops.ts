import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosCase } from '../chaos-case.ts';
import { LONGEST_WAIT_SECONDS } from '../site-kinds.ts';

const ALARM_WITHIN_SECONDS = 5;

export const logStops: ChaosCase = {
  name: 'log-stops',
  done: 'audit hangs until more time has passed than events may wait: signing stops, says so within 5 s, and goes on by itself',
  short: 'apps/sam/test/faults/bus-and-log.it.ts',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: [],
  async hurt({ site, load, wrong }) {
    site.bench.stack.kill('audit', 'SIGSTOP');
    try {
      await site.untilMissing('sam', 'audit-log');
      const waited = await site.figure('sam', 'sam_log_waiting_seconds');
      if (waited > LONGEST_WAIT_SECONDS + ALARM_WITHIN_SECONDS) wrong(`readiness fell only when an event had waited for ${waited} s`);
      if ((await site.figure('sam', 'sam_log_behind')) !== 1) wrong('the alarm’s figure is not raised');
      const closedAt = performance.now();
      await sleep(2_000);
      if (load.answered.some(({ begunAt }) => begunAt > closedAt)) wrong('something was signed although the log is behind');
    } finally {
      site.bench.stack.kill('audit', 'SIGCONT');
    }
    return performance.now();
  },
};
