import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log } from '@paraph/platform';
import { ReconcileAttempts } from '../domain/signing/reconcile-attempts.js';

const EVERY_MS = 30_000;

/** Has attempts without an outcome ended, regularly: only attempts that are old enough count, so a start needs none. */
@Injectable()
export class ReconciliationTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly reconcile: ReconcileAttempts,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tick(), EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async tick(): Promise<void> {
    try {
      const count = await this.reconcile.run();
      if (count > 0) this.log.warn('signing-attempts-burned', { count });
    } catch (error) {
      this.log.error('reconciliation-failed', error);
    }
  }
}
