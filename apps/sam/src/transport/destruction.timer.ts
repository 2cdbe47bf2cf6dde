import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { acceptCorrelationId, Log, Repeated, runWork } from '@paraph/platform';
import { TryDestroyedKeys } from '../domain/destruction/try-destroyed-keys.js';

/** How soon a replica forgets what another one destroyed. Milliseconds. */
const EVERY_MS = 2_000;

/** Has every replica look at destroyed keys for itself: each has copies of its own to forget, so none does it for another. */
@Injectable()
export class DestructionTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly repeated = new Repeated(EVERY_MS, () => runWork({ correlationId: acceptCorrelationId(undefined) }, () => this.go()));
  private isFailing = false;

  constructor(
    private readonly trying: TryDestroyedKeys,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.repeated.begin();
  }

  onApplicationShutdown(): Promise<void> {
    return this.repeated.end();
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
