import type { BenchAlgorithm, BenchOptions } from './bench-options.ts';

/** Requests of the API that lead to no signature. */
export const edgeLevels = ['info', 'credentials-info'] as const;
export type EdgeLevel = (typeof edgeLevels)[number];

/** One cell of the table. */
export interface Combination {
  readonly level: 'bus' | 'gateway' | 'flow' | EdgeLevel;
  readonly algorithm: BenchAlgorithm;
  readonly batch: number;
  readonly inFlight: number;
}

/** Requests at a time, by hashes in each: alone, then enough to keep every core busy and not so many that one waits for seconds. */
const LOADS: readonly (readonly [batch: number, inFlight: number])[] = [
  [1, 1],
  [1, 32],
  [1, 64],
  [10, 1],
  [10, 32],
  [100, 1],
  [100, 8],
];
/** A whole flow is the same work for any number of hashes, but for the last step. */
const FLOW_LOADS: readonly (readonly [batch: number, inFlight: number])[] = [
  [1, 1],
  [1, 8],
  [100, 8],
];
/** Requests that sign nothing. */
const EDGE_LOADS: readonly (readonly [batch: number, inFlight: number])[] = [
  [1, 1],
  [1, 32],
  [1, 64],
];
const QUICK_LOADS: readonly (readonly [batch: number, inFlight: number])[] = [
  [1, 32],
  [100, 8],
];

/** Everything that is to be measured on top of the bare token. */
export function combinations({ levels, algorithms, quick }: Pick<BenchOptions, 'levels' | 'algorithms' | 'quick'>): Combination[] {
  const signing = (['bus', 'gateway', 'flow'] as const)
    .filter((level) => levels.includes(level))
    .flatMap((level) => {
      const loads = quick ? (level === 'flow' ? [[1, 8] as const] : QUICK_LOADS) : level === 'flow' ? FLOW_LOADS : LOADS;
      return algorithms.flatMap((algorithm) => loads.map(([batch, inFlight]) => ({ level, algorithm, batch, inFlight })));
    });
  return [...signing, ...edge({ levels, algorithms, quick })];
}

/** Of one algorithm: no key is used. */
function edge({ levels, algorithms: [algorithm], quick }: Pick<BenchOptions, 'levels' | 'algorithms' | 'quick'>): Combination[] {
  if (algorithm === undefined) return [];
  const loads = quick ? EDGE_LOADS.slice(1, 2) : EDGE_LOADS;
  const chosen = edgeLevels.filter((level) => levels.includes(level));
  return chosen.flatMap((level) => loads.map(([batch, inFlight]) => ({ level, algorithm, batch, inFlight })));
}
