import { type Clock } from './clock.js';

/** Most keys remembered; beyond it the one that was quiet longest is forgotten, which only ever lets it begin anew. */
const MOST_KEYS = 20_000;

const MINUTE_MS = 60_000;

interface Bucket {
  left: number;
  at: number;
}

/**
 * How many requests a minute each key may make, in this process's memory: a bucket that holds one minute's worth and fills
 * evenly. With several replicas each grants its own share.
 */
export class RequestRate {
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    private readonly perMinute: number,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts one request. Answers in how many seconds to come again if it is one too many; nothing if it may go on.
   *
   * @param perMinute where this key has a rate of its own
   */
  refuse(key: string, perMinute = this.perMinute): number | undefined {
    const at = this.clock.now().getTime();
    const bucket = this.#buckets.get(key) ?? { left: perMinute, at };
    bucket.left = Math.min(perMinute, bucket.left + (Math.max(0, at - bucket.at) * perMinute) / MINUTE_MS);
    bucket.at = at;
    const isAllowed = bucket.left >= 1;
    if (isAllowed) bucket.left -= 1;
    // Taken out and put in again, so that the map's order is that of last use.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > MOST_KEYS) this.forgetOldest();
    return isAllowed ? undefined : Math.ceil((1 - bucket.left) * (MINUTE_MS / 1_000 / perMinute));
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  private forgetOldest(): void {
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}
