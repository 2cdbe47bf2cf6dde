import type { KeyAlgorithm } from '@paraph/kernel';
import type { Metrics } from '@paraph/platform';
import type { HeldKeys } from '../domain/sessions/held-keys.js';
import type { PoolEvents } from '../domain/sessions/key-pool.js';

type Counter = ReturnType<Metrics['counter']>;

/** What happens to the pools of keys, as figures. */
export class PoolFigures {
  private readonly taken: Counter;
  private readonly empty: Counter;
  private readonly failed: Counter;
  private readonly making: ReturnType<Metrics['histogram']>;

  constructor(metrics: Metrics) {
    const labels = ['policy', 'algorithm'];
    this.taken = metrics.counter({ name: 'sam_pool_keys_taken_total', help: 'Keys that a session took from its pool', labels });
    this.empty = metrics.counter({ name: 'sam_pool_empty_total', help: 'Sessions that were refused because no key was ready for them', labels });
    this.failed = metrics.counter({ name: 'sam_pool_failures_total', help: 'Keys that could not be made for a pool', labels });
    this.making = metrics.histogram({ name: 'sam_pool_key_seconds', help: 'Time it took to make a key for a pool, waiting for its lane included', labels });
  }

  /** Has it shown how many keys of sessions a replica holds. */
  static held(held: HeldKeys, metrics: Metrics): HeldKeys {
    metrics.gauge({ name: 'sam_held_keys', help: 'Keys of one session that this replica holds', collect: (figure) => figure.set(held.count) });
    return held;
  }

  of(policy: string, algorithm: KeyAlgorithm): PoolEvents {
    const labels = { policy, algorithm };
    return {
      taken: () => this.taken.inc(labels),
      empty: () => this.empty.inc(labels),
      made: (seconds) => this.making.observe(labels, seconds),
      failed: () => this.failed.inc(labels),
    };
  }
}
