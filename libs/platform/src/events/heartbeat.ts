import type { DataSource, EntityManager } from 'typeorm';
import { preparedRows } from '../database/prepared-rows.js';
import { inTransaction } from '../database/transaction.js';

/** How a source says that it is there. */
export interface HeartbeatRules {
  /** After saying nothing for so long. Milliseconds. */
  readonly afterMs: number;
  /** Writes the event, in this transaction. */
  readonly record: (transaction: EntityManager) => Promise<void>;
}

/** It is looked so often in the time after which something is to be said. */
const LOOKS = 4;

/** Judged by the database's clock, which is the one that all replicas share. What waits to be sent is not silence. */
const QUIET = `
  SELECT pg_try_advisory_xact_lock($1) AS free,
    coalesce((SELECT published_at < now() - $2 * interval '1 millisecond' FROM event_outbox ORDER BY sequence DESC LIMIT 1), false) AS quiet`;

/**
 * Has a source that has nothing to tell say that it is there: so does whoever reads the log see that its logging goes on (AUD-03). One replica says it for
 * all. While the database refuses, nothing is said, and the silence is seen.
 */
export class Heartbeat {
  private lookAt = 0;

  /** @param lock what the relays of all replicas take turns by */
  constructor(
    private readonly database: DataSource,
    private readonly lock: number,
    private readonly rules: HeartbeatRules,
  ) {}

  /** Whether something was said. */
  async beat(): Promise<boolean> {
    if (performance.now() < this.lookAt) return false;
    this.lookAt = performance.now() + this.rules.afterMs / LOOKS;
    return inTransaction(this.database, async (transaction) => {
      const [state] = await preparedRows<{ free: boolean; quiet: boolean }>(transaction, QUIET, [this.lock, this.rules.afterMs]);
      if (!state?.free || !state.quiet) return false;
      await this.rules.record(transaction);
      return true;
    });
  }
}
