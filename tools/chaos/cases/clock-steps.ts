import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosCase, Scene } from '../chaos-case.ts';

const HOUR_MS = 3_600_000;
const STEPPED_MS = 2_000;

async function step({ site, load, wrong }: Scene, by: number): Promise<number> {
  site.instruments.clock.step(by);
  await site.untilMissing('sam', 'clock');
  const closedAt = performance.now();
  await sleep(STEPPED_MS);
  if (load.answered.some(({ begunAt }) => begunAt > closedAt)) wrong('something was signed by a clock that nobody believes');
  site.instruments.clock.step(0);
  return performance.now();
}

export const clockAhead: ChaosCase = {
  name: 'clock-ahead',
  done: 'the SAM’s clock jumps an hour ahead, and back: no SAD is used by it, none is lost by it',
  short: 'apps/sam/test/faults/clock.it.ts',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: [],
  hurt: (scene) => step(scene, HOUR_MS),
};

export const clockBehind: ChaosCase = {
  name: 'clock-behind',
  done: 'the SAM’s clock jumps an hour back, and ahead again: no SAD lives longer',
  short: 'apps/sam/test/faults/clock.it.ts',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: [],
  hurt: (scene) => step(scene, -HOUR_MS),
};
