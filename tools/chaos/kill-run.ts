import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Bus } from '@paraph/platform';
import { enrolCredentials, registerClient } from '../bench/bench-signers.ts';
import { BenchStack } from '../bench/bench-stack.ts';
import { SadSource } from '../bench/sad-source.ts';
import { ServiceReplicas } from './service-replicas.ts';
import { SigningLoad } from './signing-load.ts';
import { judge, untilReconciled, type Verdict } from './verdict.ts';

/** How much is signed, and how often somebody is killed meanwhile. */
export interface KillOptions {
  readonly signatures: number;
  readonly replicas: number;
  /** Keys that the requests are spread over. */
  readonly credentials: number;
  readonly inFlight: number;
  /** Longest time between two kills, in milliseconds; the time is left to chance. */
  readonly betweenMs: number;
  /** Whether to wait until what the dead left is burned: more than a minute. */
  readonly reconcile: boolean;
  readonly say: (line: string) => void;
}

/** What came of it. */
export interface KillResult extends Verdict {
  readonly kills: number;
  readonly attempts: number;
  readonly refusals: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const PER_SAD = 20;
const SADS_AT_ONCE = 50;

/** Signs while replicas are killed; the stack's own SAM stays, so that somebody is always there to open activations. */
export async function killWhileSigning(options: KillOptions): Promise<KillResult> {
  const bench = await BenchStack.start();
  const replicas = new ServiceReplicas(bench);
  try {
    options.say('a stack is running');
    const client = await registerClient(bench);
    const credentials = await enrolCredentials(bench, client, 'p256', options.credentials);
    await replicas.start(options.replicas);
    const source = await SadSource.open(bench, client);
    const load = new SigningLoad(new Bus(await bench.bus('gateway'), 'gateway'), client);
    const begun = performance.now();
    const killer = new Killer(replicas, options.betweenMs);
    while (load.answered < options.signatures) {
      const wanted = Math.ceil((options.signatures - load.answered) / PER_SAD);
      // Nobody is killed meanwhile: an activation that is lost on its way is none of this.
      const sads = await source.prepare(credentials, Math.min(SADS_AT_ONCE, wanted), PER_SAD);
      await killer.during(() => load.use(sads, options.inFlight));
      options.say(`${load.answered} signatures answered, ${killer.kills} kills`);
    }
    const seconds = Math.round((performance.now() - begun) / 1_000);
    await replicas.ready();
    if (options.reconcile) await untilReconciled(bench, 180_000);
    const refusals: Record<string, number> = {};
    for (const { refusal } of load.attempts) if (refusal !== undefined) refusals[refusal] = (refusals[refusal] ?? 0) + 1;
    return { kills: killer.kills, attempts: load.attempts.length, refusals, seconds, ...(await judge(bench, load.attempts)) };
  } finally {
    await replicas.stop();
    await bench.stop(false);
  }
}

/** Kills one replica after the other while something goes on. */
class Killer {
  kills = 0;
  readonly #replicas: ServiceReplicas;
  readonly #betweenMs: number;

  constructor(replicas: ServiceReplicas, betweenMs: number) {
    this.#replicas = replicas;
    this.#betweenMs = betweenMs;
  }

  async during(work: () => Promise<void>): Promise<void> {
    await this.#replicas.ready();
    const over = new AbortController();
    const killing = this.#go(over.signal);
    try {
      await work();
    } finally {
      over.abort();
      await killing;
    }
  }

  async #go(over: AbortSignal): Promise<void> {
    for (;;) {
      await sleep(randomInt(1, this.#betweenMs), undefined, { signal: over }).catch(() => undefined);
      if (over.aborted) return;
      const { alive } = this.#replicas;
      const place = alive[randomInt(Math.max(1, alive.length))];
      if (place === undefined) continue;
      await this.#replicas.kill(place);
      this.kills += 1;
    }
  }
}
