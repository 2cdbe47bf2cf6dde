import type { ChaosCase } from '../chaos-case.ts';

export const busKilled: ChaosCase = {
  name: 'bus-killed',
  done: 'the only NATS server is killed and started again',
  short: 'apps/sam/test/faults/bus-and-log.it.ts',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: ['nats'],
  async hurt({ site }) {
    const killedAt = performance.now();
    await site.end('nats', 'SIGKILL');
    return killedAt;
  },
};
