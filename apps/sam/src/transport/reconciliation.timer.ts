import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log } from '@paraph/platform';
import { ReconcileAttempts } from '../domain/signing/reconcile-attempts.js';

const EVERY_MS = 30_000;

/** Has attempts without an outcome ended, regularly: only attempts that are old enough count, so a start needs none. */
@Injectable()
export class ReconciliationTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly reconcile: ReconcileAttempts,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
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
      const count = await this.reconcile.run();
      if (count > 0) this.log.warn('signing-attempts-burned', { count });
    } catch (error) {
      this.log.error('reconciliation-failed', error);
    }
  }
}
