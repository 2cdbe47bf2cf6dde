import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { acceptCorrelationId, Log, runWork } from '@paraph/platform';
import { Sweep, type Swept } from '../domain/sweep.js';

const EVERY_MS = 15_000;

/** Sweeps at the start and then regularly, one sweep at a time. A stop waits for the one at work. */
@Injectable()
export class SweepTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> | undefined;

  constructor(
    private readonly sweep: Sweep,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.tick();
    this.timer = setInterval(() => this.tick(), EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.work;
  }

  private tick(): void {
    this.work ??= runWork({ correlationId: acceptCorrelationId(undefined) }, () => this.run()).finally(() => (this.work = undefined));
  }

  private async run(): Promise<void> {
    try {
      for (const swept of await this.sweep.run()) this.tell(swept);
    } catch (error) {
      this.log.error('sweep-failed', error);
    }
  }

  private tell({ credentialId, outcome, failure }: Swept): void {
    if (outcome === 'waiting') this.log.error('credential-left-behind', failure, { credentialId });
    else this.log.warn('credential-swept', { credentialId, outcome });
  }
}
