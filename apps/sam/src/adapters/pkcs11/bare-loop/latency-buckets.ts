/** Buckets of one per cent each, from a microsecond to beyond a quarter of an hour. */
const BUCKETS = 2_100;
const PER_LOGARITHM = 100;

/** Counts of latencies, in memory that threads share: each thread writes buckets of its own. */
export class LatencyBuckets {
  readonly #counts: Uint32Array;

  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(BUCKETS * Uint32Array.BYTES_PER_ELEMENT)) {
    this.#counts = new Uint32Array(memory);
  }

  add(milliseconds: number): void {
    const bucket = Math.min(BUCKETS - 1, Math.max(0, Math.round(Math.log(milliseconds * 1_000) * PER_LOGARITHM)));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
  }

  get total(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** Adds what another thread counted. */
  include(other: LatencyBuckets): void {
    other.#counts.forEach((count, bucket) => (this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count));
  }

  /** The latency in milliseconds that this share of all stays below; 0 where nothing was counted. */
  percentile(share: number): number {
    const wanted = Math.ceil(this.total * share);
    let seen = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      seen += count;
      if (count > 0 && seen >= wanted) return Math.exp(bucket / PER_LOGARITHM) / 1_000;
    }
    return 0;
  }
}
