import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import { Log } from '@paraph/platform';
import { RefreshPublications } from '../domain/refresh-publications.js';

const REST_MS = 60_000;
/** The SAM may come up after this process: what is missing is not missing for long. */
const RETRY_MS = 500;

/** Keeps what is published fresh, from the start to the end of this process. */
@Injectable()
export class PublicationTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;
  private failing = false;

  constructor(
    private readonly refresh: RefreshPublications,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.tick();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async tick(): Promise<void> {
    try {
      await this.refresh.run();
      if (this.failing) this.log.info('publication-recovered');
      this.failing = false;
    } catch (error) {
      this.report(error);
      this.failing = true;
    }
    if (this.stopped) return;
    this.timer = setTimeout(() => void (this.running = this.tick()), this.failing ? RETRY_MS : REST_MS);
  }

  /** Once until it works again. A neighbour that is away is no fault of this process. */
  private report(error: unknown): void {
    if (this.failing) return;
    if (error instanceof ServiceError && error.code !== 'internal') this.log.warn('publication-waits', { code: error.code, detail: error.detail });
    else this.log.error('publication-failed', error);
  }
}
