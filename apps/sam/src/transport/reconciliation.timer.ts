import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log, Metrics } from '@paraph/platform';
import { ReconcileAttempts } from '../domain/signing/reconcile-attempts.js';

const EVERY_MS = 30_000;

/** Has attempts without an outcome ended, at the start and regularly. */
@Injectable()
export class ReconciliationTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private readonly burned: ReturnType<Metrics['counter']>;
  private readonly unfinished: ReturnType<Metrics['gauge']>;

  constructor(
    private readonly reconcile: ReconcileAttempts,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.burned = metrics.counter({ name: 'sam_attempts_burned_total', help: 'Attempts to sign that this replica ended without knowing what became of them' });
    this.unfinished = metrics.gauge({
      name: 'sam_attempts_unfinished',
      help: 'Attempts to sign without an outcome, in all replicas; counted every 30 seconds up to 100',
    });
  }

  onApplicationBootstrap(): void {
    this.begin();
    this.timer = setInterval(() => this.begin(), EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** One tick at a time, however long it takes. */
  private begin(): void {
    this.running ??= this.tick().finally(() => (this.running = undefined));
  }

  private async tick(): Promise<void> {
    try {
      const { ended, failures } = await this.reconcile.run();
      this.burned.inc(ended);
      this.unfinished.set(await this.reconcile.unfinished());
      if (ended > 0) this.log.warn('signing-attempts-burned', { count: ended });
      for (const failure of failures) this.log.error('reconciliation-failed', failure);
    } catch (error) {
      this.log.error('reconciliation-failed', error);
    }
  }
}
