import type { DataSource } from 'typeorm';
import { rows } from '../database/rows.js';
import type { Metrics } from '../http/metrics.js';
import type { Log } from '../logs/log.js';

const EVERY_MS = 5_000;

/** Numbers run without a gap, so that two of them say how many wait; what has no confirmation waits, sent or not. */
const WAITING = `
  SELECT last - confirmed AS count,
    extract(epoch FROM now() - (SELECT (body::jsonb ->> 'occurredAt')::timestamptz FROM event_outbox WHERE sequence > confirmed ORDER BY sequence LIMIT 1)) AS seconds
  FROM event_sequence`;

/** How far a service's events are behind the log, in every service that has some. A database that is away says nothing: the figures stay, and readiness tells. */
export class OutboxFigures {
  readonly #waiting: ReturnType<Metrics['gauge']>;
  readonly #oldest: ReturnType<Metrics['gauge']>;
  #isLooking = false;

  constructor(
    private readonly database: DataSource,
    metrics: Pick<Metrics, 'gauge'>,
    private readonly log: Pick<Log, 'debug'>,
  ) {
    this.#waiting = metrics.gauge({ name: 'outbox_waiting_events', help: 'Events that audit has not confirmed yet, over all replicas of the service' });
    this.#oldest = metrics.gauge({
      name: 'outbox_oldest_seconds',
      help: 'Age of the oldest of them; up to 12 is as ever, since audit is asked every 5 seconds',
    });
  }

  /** Looks from time to time. Does not keep the process alive. */
  start(): void {
    setInterval(() => void this.look(), EVERY_MS).unref();
  }

  /** Looks now. */
  async look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const [row] = await rows<{ readonly count: string; readonly seconds: string | null }>(this.database, WAITING);
      this.#waiting.set(Number(row?.count ?? 0));
      this.#oldest.set(Math.max(0, Number(row?.seconds ?? 0)));
    } catch (error) {
      this.log.debug('outbox-not-measured', { reason: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#isLooking = false;
    }
  }
}
