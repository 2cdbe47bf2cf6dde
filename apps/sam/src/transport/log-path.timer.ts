import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { Log, Metrics, Readiness, Repeated } from '@paraph/platform';
import { LogPath, WaitingEvents, type Waiting } from '../domain/log-path/log-path.js';
import { Transactions } from '../domain/ports/transactions.js';

type Gauge = ReturnType<Metrics['gauge']>;

const EVERY_MS = 1_000;

/** Where it is shown. */
export class LogPathDials {
  constructor(
    readonly metrics: Metrics,
    readonly readiness: Readiness,
    readonly log: Log,
  ) {}
}

/** Looks every second how many events wait for the log and how long; alarms and readiness follow within that second (OPS-03). */
@Injectable()
export class LogPathTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly repeated = new Repeated(EVERY_MS, () => this.look());
  private readonly figures: { readonly count: Gauge; readonly age: Gauge; readonly behind: Gauge };

  constructor(
    private readonly path: LogPath,
    private readonly events: WaitingEvents,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly dials: LogPathDials,
  ) {
    const { metrics, readiness } = dials;
    this.figures = {
      count: metrics.gauge({ name: 'sam_log_waiting_events', help: 'Events that audit has not confirmed' }),
      age: metrics.gauge({ name: 'sam_log_waiting_seconds', help: 'Age of the oldest event that audit has not confirmed' }),
      behind: metrics.gauge({ name: 'sam_log_behind', help: '1 while nothing is signed because events do not reach the log' }),
    };
    readiness.add('audit-log', () => (path.isBehind ? Promise.reject(new Error('events do not reach the log')) : Promise.resolve()));
  }

  onApplicationBootstrap(): void {
    this.repeated.begin();
  }

  onApplicationShutdown(): Promise<void> {
    return this.repeated.end();
  }

  /** A database that is away says nothing about the log, and nothing is signed without it anyway. */
  private async look(): Promise<void> {
    const { log } = this.dials;
    try {
      const waiting = await this.events.measure();
      const now = this.clock.now();
      this.figures.count.set(waiting.count);
      this.figures.age.set(waiting.since === undefined ? 0 : Math.max(0, now.getTime() - waiting.since.getTime()) / 1_000);
      const changed = this.path.judge(waiting, now);
      this.figures.behind.set(this.path.isBehind ? 1 : 0);
      if (changed) await this.tell(waiting);
    } catch (error) {
      log.debug('log-path-not-measured', { reason: error instanceof Error ? error.message : String(error) });
    }
  }

  private async tell({ count, since }: Waiting): Promise<void> {
    const { isBehind } = this.path;
    const facts = { waiting: String(count), ...(since === undefined ? {} : { since: since.toISOString() }) };
    if (isBehind) this.dials.log.warn('log-behind', facts);
    else this.dials.log.info('log-caught-up', facts);
    const type = isBehind ? 'log-behind' : 'log-caught-up';
    await this.transactions.record({ type, actor: { kind: 'system', id: 'sam' }, outcome: isBehind ? 'failure' : 'success', particulars: facts });
  }
}
