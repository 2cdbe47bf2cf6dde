import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { reconcile } from '@paraph/contracts';
import { Bus } from '@paraph/platform';
import { BenchStack } from '../bench/bench-stack.ts';
import { LifecycleActs, type LifecycleAct } from './lifecycle-acts.ts';
import { judgeLifecycle, wrongsIn, type LifecycleVerdict } from './lifecycle-verdict.ts';

/** Who is killed: everybody whose death can leave a step half done. */
const MORTALS = ['key-lifecycle', 'sam', 'ca-connector', 'identity', 'management', 'postgres', 'nats'] as const;

/** How often somebody is killed, and how much is done meanwhile. */
export interface LifecycleOptions {
  readonly kills: number;
  readonly inFlight: number;
  /** Longest time between two kills, in milliseconds; the time is left to chance. */
  readonly betweenMs: number;
  /** How long after the last act everything may take to come to rest. Milliseconds. */
  readonly restMs: number;
  readonly say: (line: string) => void;
}

/** What came of it. */
export interface LifecycleResult extends LifecycleVerdict {
  readonly kills: Readonly<Record<string, number>>;
  readonly done: Readonly<Record<LifecycleAct, number>>;
  /** Acts that somebody was told had failed. */
  readonly failures: number;
  /** From the last act until nothing was wrong any more. */
  readonly secondsToRest: number;
  /** Credentials stopped in the SAM while key-lifecycle died before it wrote that down: what the daily comparison, asked for at once, repaired. */
  readonly followed: number;
}

/** Creates, enrols, suspends and destroys credentials while processes are killed; then waits until everything is at rest, and compares. */
export async function killDuringLifecycle({ kills, inFlight, betweenMs, restMs, say }: LifecycleOptions): Promise<LifecycleResult> {
  const bench = await BenchStack.start();
  try {
    const acts = await LifecycleActs.open(bench);
    const killed: Record<string, number> = {};
    let isOver = false;
    const workers = Array.from({ length: inFlight }, async () => {
      while (!isOver) await acts.one();
    });
    for (let count = 1; count <= kills; count += 1) {
      await untilAtWork(acts);
      await sleep(randomInt(50, betweenMs));
      const name = await killOne(bench);
      killed[name] = (killed[name] ?? 0) + 1;
      if (count % 10 === 0) say(`${count} kills, ${acts.total} acts done, ${acts.failures} failed`);
    }
    isOver = true;
    await Promise.all(workers);
    say('at rest as soon as nothing is wrong any more …');
    const { verdict, seconds, followed } = await untilAtRest(bench, restMs);
    return { kills: killed, done: acts.done, failures: acts.failures, secondsToRest: seconds, followed, ...verdict };
  } finally {
    await bench.stop(false);
  }
}

/** How long everybody who was killed may take to come back. Milliseconds. */
const BACK_WITHIN_MS = 60_000;

/** Waits until an act goes through: a kill while nothing is done interrupts no step, and shows nothing. */
async function untilAtWork(acts: LifecycleActs): Promise<void> {
  const before = acts.total;
  for (const end = performance.now() + BACK_WITHIN_MS; acts.total === before; await sleep(50))
    if (performance.now() > end) throw new Error('nothing goes through any more, though nobody was killed for a minute');
}

/** Kills one that is alive; whoever was killed last may still be on its way back. */
async function killOne(bench: BenchStack): Promise<string> {
  for (;;) {
    const name = MORTALS[randomInt(MORTALS.length)] ?? 'sam';
    try {
      bench.stack.kill(name);
      return name;
    } catch {
      await sleep(100);
    }
  }
}

/** How long the sweep, which comes by itself, may take before the daily comparison of both services is asked for. Milliseconds. */
const SWEPT_WITHIN_MS = 90_000;
const LOOK_MS = 2_000;

interface Rest {
  readonly verdict: LifecycleVerdict;
  readonly seconds: number;
  /** What the two records said differently after the sweep, and what the comparison had to follow. */
  readonly followed: number;
}

/** Waits for what services do by themselves, then for what the daily comparison repairs. */
async function untilAtRest(bench: BenchStack, restMs: number): Promise<Rest> {
  const begun = performance.now();
  const elapsed = (): number => performance.now() - begun;
  const swept = await lookUntil(bench, () => elapsed() > Math.min(SWEPT_WITHIN_MS, restMs));
  if (wrongsIn(swept).length === 0) return { verdict: swept, seconds: Math.round(elapsed() / 1_000), followed: 0 };
  await new Bus(await bench.bus('management'), 'management').call(reconcile, {});
  const verdict = await lookUntil(bench, () => elapsed() > restMs);
  return { verdict, seconds: Math.round(elapsed() / 1_000), followed: swept.disagreements - verdict.disagreements };
}

/** Looks until nothing is wrong, or the time is over. The database itself may have been the last that was killed. */
async function lookUntil(bench: BenchStack, isOver: () => boolean): Promise<LifecycleVerdict> {
  for (;;) {
    const found = await judgeLifecycle(bench).catch((error: unknown) => ({ error }));
    if (!('error' in found) && (wrongsIn(found).length === 0 || isOver())) return found;
    if ('error' in found && isOver()) throw new Error('the databases were not read', { cause: found.error });
    await sleep(LOOK_MS);
  }
}
