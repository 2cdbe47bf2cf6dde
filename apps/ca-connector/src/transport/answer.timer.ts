import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import { Log } from '@paraph/platform';
import { PrepareAnswers } from '../domain/prepare-answers.js';
import { authorityNames } from '../domain/publication-sources.js';

/** Whether answers are composed before anybody asks, or when somebody does. */
export class WhenAnswered {
  constructor(readonly value: 'ahead' | 'asked') {}
}

/** How long to wait when nothing is due. */
const REST_MS = 15_000;
/** Between two pages at least: the token has signatures of signers to make. */
const LEAST_REST_MS = 50;
const RETRY_MS = 5_000;

/** Has answers prepared, page by page, from the start to the end of this process. */
@Injectable()
export class AnswerTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;
  private failing = false;

  constructor(
    private readonly prepare: PrepareAnswers,
    private readonly when: WhenAnswered,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    if (this.when.value === 'ahead') this.running = this.tick();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async tick(): Promise<void> {
    const began = performance.now();
    let worked = false;
    try {
      for (const authority of authorityNames) worked = (await this.prepare.step(authority)) || worked;
      if (this.failing) this.log.info('answers-recovered');
      this.failing = false;
    } catch (error) {
      this.report(error);
      this.failing = true;
    }
    if (this.stopped) return;
    // As long as it took: half of the time belongs to others.
    const rest = worked ? Math.max(LEAST_REST_MS, performance.now() - began) : REST_MS;
    this.timer = setTimeout(() => void (this.running = this.tick()), this.failing ? RETRY_MS : rest);
  }

  /** Once until it works again. A neighbour that is away is no fault of this process. */
  private report(error: unknown): void {
    if (this.failing) return;
    if (error instanceof ServiceError && error.code !== 'internal') this.log.warn('answers-wait', { code: error.code, detail: error.detail });
    else this.log.error('answers-failed', error);
  }
}
