import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { acceptCorrelationId, Log, runWork } from '@paraph/platform';
import { TryDestroyedKeys } from '../domain/destruction/try-destroyed-keys.js';

/** How soon a replica forgets what another one destroyed. Milliseconds. */
const EVERY_MS = 2_000;

/** Has every replica look at destroyed keys for itself: each has copies of its own to forget, so none does it for another. */
@Injectable()
export class DestructionTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isFailing = false;

  constructor(
    private readonly trying: TryDestroyedKeys,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.begin();
    this.timer = setInterval(() => this.begin(), EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private begin(): void {
    this.running ??= runWork({ correlationId: acceptCorrelationId(undefined) }, () => this.go()).finally(() => (this.running = undefined));
  }

  private async go(): Promise<void> {
    try {
      await this.trying.run();
      this.isFailing = false;
    } catch (error) {
      // Every two seconds the same: once is enough.
      if (!this.isFailing) this.log.error('destroyed-keys-not-tried', error);
      this.isFailing = true;
    }
  }
}
