import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Log, Metrics } from '@paraph/platform';
import { RefusedReaders } from '../domain/refused-readers.js';

/** How often it is looked whether refusals wait to be recorded. */
const LOOK_MS = 10_000;

/** Counts who was not let in, and has it recorded now and then. */
@Injectable()
export class RefusalCount implements OnModuleInit, OnModuleDestroy {
  private readonly counter: ReturnType<Metrics['counter']>;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly refused: RefusedReaders,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.counter = metrics.counter({ name: 'audit_auditors_refused_total', help: 'Requests to the auditors’ API by whoever may not ask that' });
  }

  onModuleInit(): void {
    this.timer = setInterval(() => void this.settle(this.refused.recordDue()), LOOK_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.settle(this.refused.recordAll());
  }

  async add(): Promise<void> {
    this.counter.inc();
    await this.settle(this.refused.add());
  }

  /** A refusal stands though it cannot be written down; what was not written is tried again. */
  private async settle(recording: Promise<void>): Promise<void> {
    await recording.catch((error: unknown) => this.log.error('refusal-not-recorded', error));
  }
}
