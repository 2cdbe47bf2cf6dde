import type { ChaosCase } from '../chaos-case.ts';

/** Twenty hashes each: a request is in the database or in the token at any moment, and reserves all of its places or none. */
const BATCHES = { requestsPerSecond: 8, hashesPerRequest: 20 };

export const databaseKilled: ChaosCase = {
  name: 'database-killed',
  done: 'PostgreSQL ends without a word in the middle of batches of twenty',
  short: 'apps/sam/test/faults/database.it.ts',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: ['postgres'],
  load: BATCHES,
  async hurt({ site }) {
    const killedAt = performance.now();
    await site.end('postgres', 'SIGKILL');
    return killedAt;
  },
  async afterwards({ load, wrong }) {
    if (load.answered.some(({ hashes, signatures = [] }) => signatures.length !== hashes.length)) wrong('a batch was answered in part');
    return Promise.resolve();
  },
};

export const databaseRestarted: ChaosCase = {
  name: 'database-restarted',
  done: 'PostgreSQL is restarted in order while applications sign',
  short: 'apps/sam/test/faults/database.it.ts',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: ['postgres'],
  async hurt({ site }) {
    const toldAt = performance.now();
    await site.end('postgres', 'SIGINT');
    return toldAt;
  },
};
