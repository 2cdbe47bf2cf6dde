import type { ChaosCase } from '../chaos-case.ts';
import { ServiceReplicas } from '../service-replicas.ts';
import { untilReconciled } from '../verdict.ts';

/** Longer than a signature takes, so that many are between the token and their outcome when the process dies. */
const SLOW_TOKEN_MS = 300;

export const samKilled: ChaosCase = {
  name: 'sam-killed',
  done: 'one of two SAM processes is killed between C_Sign and the outcome record',
  short: 'tools/chaos/kill-sam.it.ts',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: ['sam'],
  async hurt({ site, load, wrong }) {
    const replicas = new ServiceReplicas(site.bench);
    await replicas.start(1);
    const signed = site.shim.count('C_Sign').asked;
    site.shim.command(`C_Sign hang ${SLOW_TOKEN_MS}`);
    await site.until(() => site.shim.count('C_Sign').asked >= signed + 8, 'eight signatures that the token is at');
    const killedAt = performance.now();
    await site.end('sam', 'SIGKILL');
    site.shim.command();
    await site.untilReady('sam');
    const before = load.answered.length;
    await site.until(() => load.answered.length > before + 10, 'signatures by both');
    await replicas.retire();
    const open = async (): Promise<number> => (await site.query(`sam`, `SELECT 1 FROM signing_attempt WHERE state = 'intended'`)).length;
    if ((await open()) === 0) wrong('nobody was between the token and the outcome: the kill hit nothing');
    return killedAt;
  },
  async afterwards({ site, wrong }) {
    await untilReconciled(site.bench, 180_000);
    const left = await site.query('sam', `SELECT 1 FROM signing_attempt WHERE state = 'intended' AND intended_at < now() - interval '100 seconds'`);
    if (left.length > 0) wrong(`${left.length} attempts of the dead were not reconciled`);
  },
};
