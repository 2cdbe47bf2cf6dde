import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log, Metrics, Repeated } from '@paraph/platform';
import { ReconcileAttempts } from '../domain/signing/reconcile-attempts.js';

const EVERY_MS = 30_000;

/** Has attempts without an outcome ended, at the start and regularly. */
@Injectable()
export class ReconciliationTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly repeated = new Repeated(EVERY_MS, () => this.tick());
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
    this.repeated.begin();
  }

  onApplicationShutdown(): Promise<void> {
    return this.repeated.end();
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
