import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { acceptCorrelationId, Log, runWork } from '@paraph/platform';
import { Authorities } from '../domain/authorities.js';
import { RequestLedger } from '../domain/request-ledger.js';
import { WorkQueue } from '../domain/work-queue.js';
import { AuthorityFigures } from './authority-figures.js';

const EVERY_MS = 1_000;

/** What the timer needs of its process. */
@Injectable()
export class TimerSurroundings {
  constructor(
    readonly clock: Clock,
    readonly log: Log,
  ) {}
}

/** Tries again what authorities elsewhere have not answered. A round of one authority that lasts does not delay another’s. */
@Injectable()
export class RequestTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private isFailing = false;
  private readonly names: readonly string[];

  constructor(
    authorities: Authorities,
    private readonly queue: WorkQueue,
    private readonly ledger: RequestLedger,
    private readonly figures: AuthorityFigures,
    private readonly surroundings: TimerSurroundings,
  ) {
    this.names = authorities.external.map(({ name }) => name);
  }

  onApplicationBootstrap(): void {
    if (this.names.length === 0) return;
    for (const name of this.names) this.figures.stands(name, 'closed');
    this.timer = setInterval(() => void this.tick(), EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.queue.end();
    await this.queue.settled();
  }

  private async tick(): Promise<void> {
    try {
      this.figures.queued(this.names, await this.ledger.queues(), this.surroundings.clock.now());
      await runWork({ correlationId: acceptCorrelationId(undefined) }, () => this.queue.run());
      this.isFailing = false;
    } catch (error) {
      // Each second the same: once is enough.
      if (!this.isFailing) this.surroundings.log.error('requests-not-tried', error);
      this.isFailing = true;
    }
  }
}
