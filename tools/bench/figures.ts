/** One row of the result: one combination, in one line. The names are those of the JSON. */
export interface BenchRow {
  /** `bare-sign`: the token alone. `bare`: with the verification the SAM makes; what ratios are of. Then each level on top. */
  readonly level: 'bare-sign' | 'bare' | 'bus' | 'gateway' | 'flow' | 'info' | 'credentials-info';
  readonly algorithm: string;
  /** Hashes in a request. */
  readonly batch: number;
  /** Requests at the same time; for the bare token, threads. */
  readonly inFlight: number;
  /** Signatures; for `flow`, whole flows; for what signs nothing, requests. */
  readonly perSecond: number;
  /** Of a request. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** For `flow`, of a flow. */
  readonly cpuMsPerSignature: Readonly<Record<string, number>>;
  /** Signatures against those of `bare` in the same round. */
  readonly ratioToBare: number;
}

/** What one measurement found. */
export type Measured = Pick<BenchRow, 'perSecond' | 'p50Ms' | 'p99Ms' | 'cpuMsPerSignature'>;

/** The value that this share of all is not above. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** The middle one; of an even number, halfway between two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const [low, high] = [Math.floor((sorted.length - 1) / 2), Math.ceil((sorted.length - 1) / 2)];
  return ((sorted[low] ?? 0) + (sorted[high] ?? 0)) / 2;
}

/** The medians of several rounds, each figure for itself. */
export function medianOf(rounds: readonly (Measured & { readonly ratioToBare: number })[]): Measured & { readonly ratioToBare: number } {
  const of = (figure: (round: Measured & { readonly ratioToBare: number }) => number): number => median(rounds.map(figure));
  const programs = new Set(rounds.flatMap(({ cpuMsPerSignature }) => Object.keys(cpuMsPerSignature)));
  return {
    perSecond: rounded(of(({ perSecond }) => perSecond)),
    p50Ms: rounded(of(({ p50Ms }) => p50Ms)),
    p99Ms: rounded(of(({ p99Ms }) => p99Ms)),
    cpuMsPerSignature: Object.fromEntries([...programs].map((name) => [name, rounded(of(({ cpuMsPerSignature }) => cpuMsPerSignature[name] ?? 0))])),
    ratioToBare: rounded(of(({ ratioToBare }) => ratioToBare)),
  };
}

/** Four digits: more would pretend to know more than was measured. */
export function rounded(value: number): number {
  return value === 0 || !Number.isFinite(value) ? 0 : Number(value.toPrecision(4));
}
