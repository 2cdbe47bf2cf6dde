import type { BenchCredential, BenchClient } from './bench-signers.ts';
import type { BenchStack } from './bench-stack.ts';
import { runClosedLoop, type Job } from './closed-loop.ts';
import type { Combination } from './combinations.ts';
import { credentialInfoJobs, infoJobs } from './edge-requests.ts';
import type { Measured } from './figures.ts';
import { busJobs } from './over-the-bus.ts';
import { gatewayJobs } from './over-http.ts';
import type { SessionProvider } from './one-session.ts';
import type { SadSource } from './sad-source.ts';
import { flowJobs } from './whole-flow.ts';

/** What every level needs. */
export interface Ground {
  readonly bench: BenchStack;
  readonly client: BenchClient;
  /** Who says who signs, where that is asked. */
  readonly provider: SessionProvider;
  readonly source: SadSource;
  readonly credentials: Readonly<Record<string, readonly BenchCredential[]>>;
}

/** Requests before a figure is believed: code is compiled and keys are unwrapped. */
const FIRST = 40;
/** More were never needed, and their preparation would take longer than they do. */
const MOST = 12_000;

/** Jobs of a combination, everything prepared that is not to be timed. */
export async function jobsOf({ bench, client, source, credentials }: Ground, { level, algorithm, batch }: Combination, count: number): Promise<Job[]> {
  const chosen = credentials[algorithm] ?? [];
  if (level === 'flow') return flowJobs(bench, client, chosen, count, batch);
  if (level === 'info') return infoJobs(bench, count);
  if (level === 'credentials-info') return credentialInfoJobs(bench, client, chosen, count);
  const prepared = await bench.unhurriedDisk(() => source.prepare(chosen, count, batch));
  return level === 'bus' ? busJobs(bench, client, prepared) : gatewayJobs(bench, client, prepared);
}

/** Measures one combination for about so many seconds: a first look says how many requests that are. */
export class LevelMeter {
  readonly #ground: Ground;
  readonly #seconds: number;
  readonly #counts = new Map<string, number>();

  constructor(ground: Ground, seconds: number) {
    this.#ground = ground;
    this.#seconds = seconds;
  }

  async measure(combination: Combination): Promise<Measured> {
    const { inFlight, batch: signatures } = combination;
    const name = JSON.stringify(combination);
    const { programs } = this.#ground.bench;
    const known = this.#counts.get(name);
    const count = known ?? (await this.#look(combination));
    this.#counts.set(name, count);
    const jobs = await jobsOf(this.#ground, combination, count);
    await this.#ground.bench.settled();
    const { latencies: _, ...measured } = await runClosedLoop(jobs, { inFlight, signatures, programs });
    // A whole flow is counted as one, whatever it has signed.
    if (combination.level !== 'flow') return measured;
    const cpu = Object.entries(measured.cpuMsPerSignature).map(([program, ms]) => [program, ms * signatures] as const);
    return { ...measured, perSecond: measured.perSecond / signatures, cpuMsPerSignature: Object.fromEntries(cpu) };
  }

  async #look(combination: Combination): Promise<number> {
    const { inFlight, batch: signatures, level } = combination;
    const first = level === 'flow' ? inFlight : Math.max(2 * inFlight, Math.min(FIRST, Math.ceil((FIRST * 10) / signatures)));
    const jobs = await jobsOf(this.#ground, combination, first);
    const { perSecond } = await runClosedLoop(jobs, { inFlight, signatures, programs: new Map() });
    const wanted = Math.ceil((perSecond / signatures) * this.#seconds * 1.2);
    return Math.min(MOST, Math.max(2 * inFlight, wanted));
  }
}
