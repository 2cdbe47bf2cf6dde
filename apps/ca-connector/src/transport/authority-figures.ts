import { Injectable } from '@nestjs/common';
import { Log, Metrics } from '@paraph/platform';
import { AuthorityWatcher, type AuthorityTry } from '../domain/authority-watcher.js';
import type { BreakerState } from '../domain/breaker.js';
import { RequestLedger, type Queue } from '../domain/request-ledger.js';

const states: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** Figures of the authorities elsewhere, and the events of their coming and going. */
@Injectable()
export class AuthorityFigures extends AuthorityWatcher {
  private readonly requests: ReturnType<Metrics['counter']>;
  private readonly seconds: ReturnType<Metrics['histogram']>;
  private readonly breaker: ReturnType<Metrics['gauge']>;
  private readonly waiting: ReturnType<Metrics['gauge']>;
  private readonly oldest: ReturnType<Metrics['gauge']>;

  constructor(
    metrics: Metrics,
    private readonly ledger: RequestLedger,
    private readonly log: Log,
  ) {
    super();
    const labels = ['authority'];
    this.requests = metrics.counter({
      name: 'ca_connector_authority_requests_total',
      help: 'Questions to authorities elsewhere, by what was asked and what came of it',
      labels: ['authority', 'act', 'outcome'],
    });
    this.seconds = metrics.histogram({
      name: 'ca_connector_authority_seconds',
      help: 'How long authorities elsewhere took to answer',
      labels: ['authority', 'act'],
    });
    this.breaker = metrics.gauge({ name: 'ca_connector_breaker', help: 'Whether an authority is asked: 0 as ever, 1 one may try, 2 left alone', labels });
    this.waiting = metrics.gauge({ name: 'ca_connector_waiting_requests', help: 'Requests that are not answered yet', labels });
    this.oldest = metrics.gauge({ name: 'ca_connector_oldest_waiting_seconds', help: 'Age of the oldest request that is not answered yet', labels });
  }

  override tried({ authority, act, outcome, milliseconds }: AuthorityTry): void {
    this.requests.inc({ authority, act, outcome });
    if (outcome !== 'left-alone') this.seconds.observe({ authority, act }, milliseconds / 1_000);
  }

  override stands(authority: string, state: BreakerState): void {
    this.breaker.set({ authority }, states[state]);
  }

  override broke(authority: string, error: unknown): void {
    this.log.error('driver-failed', error, { authority });
  }

  override async lost(authority: string, why: string): Promise<void> {
    this.log.warn('authority-unreachable', { authority, why });
    await this.record({ type: 'authority-unreachable', outcome: 'failure', authority, more: { why } });
  }

  override async back(authority: string): Promise<void> {
    this.log.info('authority-reachable', { authority });
    await this.record({ type: 'authority-reachable', outcome: 'success', authority, more: {} });
  }

  /** Sets the figures of what waits at these authorities. */
  queued(authorities: readonly string[], queues: readonly Queue[], now: Date): void {
    for (const authority of authorities) {
      const queue = queues.find((one) => one.authority === authority);
      this.waiting.set({ authority }, queue?.waiting ?? 0);
      this.oldest.set({ authority }, queue ? Math.max(0, (now.getTime() - queue.oldest.getTime()) / 1_000) : 0);
    }
  }

  /** That it cannot be told must not keep anybody from the answer of an authority. */
  private async record({ type, outcome, authority, more }: Telling): Promise<void> {
    const cause = outcome === 'failure' ? { cause: 'authority.unavailable' } : {};
    const event = { type, actor: { kind: 'system', id: 'ca-connector' }, outcome, ...cause, particulars: { authority, ...more } } as const;
    await this.ledger.record(event).catch((error: unknown) => this.log.error('event-lost', error, { type, authority }));
  }
}

interface Telling {
  readonly type: 'authority-unreachable' | 'authority-reachable';
  readonly outcome: 'success' | 'failure';
  readonly authority: string;
  readonly more: Readonly<Record<string, string>>;
}
