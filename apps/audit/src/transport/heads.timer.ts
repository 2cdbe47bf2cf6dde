import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import { Log, Metrics } from '@paraph/platform';
import { SignHeads } from '../domain/sign-heads.js';

/** Between two heads while events flow, or while the SAM is not there; after any other failure. Milliseconds. */
const REST_MS = 1_000;
const PAUSE_MS = 10_000;

/** Has heads signed from the start to the end of this process, one a second at most. */
@Injectable()
export class HeadsTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isStopped = false;
  private failing: string | undefined;
  private readonly size: ReturnType<Metrics['gauge']>;
  private readonly inconsistent: ReturnType<Metrics['gauge']>;

  constructor(
    private readonly heads: SignHeads,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.size = metrics.gauge({ name: 'audit_tree_head_size', help: 'Events under the last signed head' });
    this.inconsistent = metrics.gauge({
      name: 'audit_log_inconsistent',
      help: '1 while the SAM refuses the head of this log: it is not the log that was signed before',
    });
  }

  onApplicationBootstrap(): void {
    this.timer = setTimeout(() => this.begin(), REST_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private begin(): void {
    this.running = this.tick();
  }

  private async tick(): Promise<void> {
    try {
      const size = await this.heads.run();
      if (size !== undefined) this.size.set(size);
      if (this.failing !== undefined) this.log.info('tree-heads-recovered');
      this.failing = undefined;
    } catch (error) {
      this.report(error);
    }
    this.inconsistent.set(this.failing === 'log.inconsistent' ? 1 : 0);
    if (!this.isStopped) this.timer = setTimeout(() => this.begin(), isPassing(this.failing) ? REST_MS : PAUSE_MS);
  }

  /** Each kind of failure once until it works again: a SAM that is away is no fault of this process. */
  private report(error: unknown): void {
    const code = error instanceof ServiceError ? error.code : 'internal';
    if (code === this.failing) return;
    this.failing = code;
    if (code === 'log.inconsistent') this.log.error('log-inconsistent', error);
    else if (error instanceof ServiceError) this.log.warn('tree-heads-wait', { code, detail: error.detail });
    else this.log.error('tree-heads-failed', error);
  }
}

function isPassing(failure: string | undefined): boolean {
  return failure === undefined || failure === 'service.unavailable' || failure === 'deadline.exceeded';
}
