import { setTimeout as sleep } from 'node:timers/promises';
import { services } from '../../stack/services.ts';
import type { ChaosCase, Scene } from '../chaos-case.ts';
import { ServiceReplicas } from '../service-replicas.ts';

const RATE = { requestsPerSecond: 100, hashesPerRequest: 2 };

/** As an orchestrator replaces one of one: another begins, the old one is told to end and gets no new connection, and the same again back. */
async function replace({ site }: Scene, name: string): Promise<void> {
  const another = new ServiceReplicas(site.bench, name);
  await another.start(1);
  const own = Number(new URL(site.bench.origin('gateway')).port);
  if (name === 'gateway') site.door.target = () => another.portOf(0);
  await site.end(name, 'SIGTERM');
  await site.untilReady(name);
  if (name === 'gateway') site.door.target = () => own;
  await another.retire();
}

export const rollingRestart: ChaosCase = {
  name: 'rolling-restart',
  done: `every service is replaced twice, one after the other, under ${RATE.requestsPerSecond * RATE.hashesPerRequest} signatures a second`,
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: services.map(({ name }) => name),
  load: RATE,
  async hurt(scene) {
    const { load, wrong, say } = scene;
    const begunAt = performance.now();
    const already = load.answered.length;
    for (const { name } of services) await replace(scene, name);
    const seconds = (performance.now() - begunAt) / 1_000;
    const perSecond = ((load.answered.length - already) * RATE.hashesPerRequest) / seconds;
    say(`  ${Math.round(perSecond)} signatures a second were answered for ${Math.round(seconds)} s`);
    await sleep(500);
    if (load.refused.length > 0) wrong(`${load.refused.length} requests failed for a client that repeats once`);
    if (load.heldBack > 0) wrong(`${load.heldBack} requests could not be sent: the stack did not keep up`);
    return performance.now();
  },
};
