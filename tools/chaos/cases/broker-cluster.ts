import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosCase, Scene } from '../chaos-case.ts';

const APART_MS = 4_000;

/** Whichever leads the streams, their readers or the cluster: all three are hurt, one after the other, each when it signs again. */
async function eachInTurn({ site, load }: Scene, hurt: (name: string) => Promise<number>): Promise<number> {
  let healedAt = 0;
  for (const { name } of site.instruments.cluster?.nodes ?? []) {
    healedAt = await hurt(name);
    const since = healedAt;
    await site.until(() => load.answered.some(({ begunAt }) => begunAt > since), `signatures after ${name}`, 10_000);
    await site.untilReady('sam');
    await site.untilReady('audit');
  }
  return healedAt;
}

export const brokersKilled: ChaosCase = {
  name: 'brokers-killed',
  done: 'each server of a NATS cluster of three is killed in turn, whoever leads then',
  site: 'cluster',
  recoversWithinMs: 10_000,
  ends: ['nats', 'nats-2', 'nats-3'],
  hurt: (scene) =>
    eachInTurn(scene, async (name) => {
      const killedAt = performance.now();
      await scene.site.end(name, 'SIGKILL');
      return killedAt;
    }),
};

export const brokersIsolated: ChaosCase = {
  name: 'brokers-isolated',
  done: 'each server of the cluster is cut off from the two others for four seconds, with the processes that are on it',
  site: 'cluster',
  recoversWithinMs: 10_000,
  ends: [],
  hurt: (scene) =>
    eachInTurn(scene, async (name) => {
      scene.site.instruments.cluster?.isolate(name);
      await sleep(APART_MS);
      scene.site.instruments.cluster?.mend();
      return performance.now();
    }),
};

export const brokersSplit: ChaosCase = {
  name: 'brokers-split',
  done: 'all three servers are cut off from each other for four seconds: no majority, and each process hears only who is on the same server',
  site: 'cluster',
  recoversWithinMs: 10_000,
  ends: [],
  async hurt({ site }) {
    site.instruments.cluster?.split();
    await sleep(APART_MS);
    site.instruments.cluster?.mend();
    return performance.now();
  },
};
