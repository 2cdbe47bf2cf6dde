import { perSignature, processorTime } from './processor-time.ts';
import { percentile, type Measured } from './figures.ts';

/** Work that was prepared: what is timed is the doing of it. */
export type Job = () => Promise<void>;

/** How a measurement is made. */
export interface Loop {
  /** How many jobs are under way at any moment. */
  readonly inFlight: number;
  /** Signatures that one job makes. */
  readonly signatures: number;
  /** Process ids by program, for their processor time. */
  readonly programs: ReadonlyMap<string, number>;
}

/** Does all jobs, so many at a time: whoever has done one takes the next. A job that fails ends it: nothing is left out of a figure. */
export async function runClosedLoop(
  jobs: readonly Job[],
  { inFlight, signatures, programs }: Loop,
): Promise<Measured & { readonly latencies: readonly number[] }> {
  const latencies: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let job = jobs[next++]; job !== undefined; job = jobs[next++]) {
      const started = performance.now();
      await job();
      latencies.push(performance.now() - started);
    }
  };
  const before = processorTime(programs);
  const started = performance.now();
  await Promise.all(Array.from({ length: inFlight }, worker));
  const seconds = (performance.now() - started) / 1_000;
  const made = jobs.length * signatures;
  return {
    perSecond: made / seconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    cpuMsPerSignature: perSignature(before, processorTime(programs), made),
    latencies,
  };
}
