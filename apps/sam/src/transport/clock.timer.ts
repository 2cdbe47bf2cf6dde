import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log, Metrics, Readiness } from '@paraph/platform';
import { worst } from '../domain/clock/agreement.js';
import { ClockWatch, type ClockFault } from '../domain/clock/clock-watch.js';
import { Transactions, type SamEvent } from '../domain/ports/transactions.js';

type Gauge = ReturnType<Metrics['gauge']>;

const LOOK_MS = 1_000;
/** How often the sources are asked while the clock is not relied on, at least. */
const ANXIOUS_MS = 10_000;
/** Most events of the clock that wait for the database. */
const MOST_WAITING = 100;

/** How often the sources are asked. Milliseconds. */
export class ClockRhythm {
  constructor(readonly interval: number) {}
}

/** Where the clock is shown. */
export class ClockDials {
  constructor(
    readonly metrics: Metrics,
    readonly readiness: Readiness,
  ) {}
}

/** Looks at the clock every second and asks its sources regularly; what it finds becomes an event, a figure and readiness (OPS-01, OPS-03). */
@Injectable()
export class ClockTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private asking: Promise<void> | undefined;
  private writing: Promise<void> | undefined;
  private askAt = 0;
  private known: ClockFault | undefined;
  private readonly waiting: SamEvent[] = [];
  private readonly figures: { readonly trusted: Gauge; readonly offset: Gauge; readonly answered: Gauge; readonly steps: ReturnType<Metrics['counter']> };

  constructor(
    private readonly watch: ClockWatch,
    private readonly rhythm: ClockRhythm,
    private readonly transactions: Transactions,
    private readonly log: Log,
    { metrics, readiness }: ClockDials,
  ) {
    this.figures = {
      trusted: metrics.gauge({ name: 'sam_clock_trusted', help: '1 while the clock is relied on' }),
      offset: metrics.gauge({ name: 'sam_clock_offset_seconds', help: 'How far the clock may be from UTC by its sources' }),
      answered: metrics.gauge({ name: 'sam_clock_sources_answered', help: 'Time sources that said something when last asked' }),
      steps: metrics.counter({ name: 'sam_clock_steps_total', help: 'Jumps of the machine’s clock' }),
    };
    readiness.add('clock', () => {
      const { fault } = watch;
      return fault === undefined ? Promise.resolve() : Promise.reject(new Error(`the clock is not relied on: ${fault}`));
    });
    if (watch.sources.length === 0) readiness.remark('no time source: the clock is watched for steps and held against nothing');
  }

  onApplicationBootstrap(): void {
    if (this.watch.sources.length === 0) this.log.warn('no-time-source');
    // With a source nothing is relied on yet: that is the first thing to be told of.
    this.known = this.watch.fault;
    this.timer = setInterval(() => this.tick(), LOOK_MS).unref();
    this.tick();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.writing;
  }

  private tick(): void {
    this.watch.look();
    this.tell();
    if (this.watch.sources.length > 0 && performance.now() >= this.askAt) this.asking ??= this.ask().finally(() => (this.asking = undefined));
  }

  private async ask(): Promise<void> {
    const { outcome, answered, offset } = await this.watch.verify();
    this.figures.answered.set(answered);
    if (offset) this.figures.offset.set(worst(offset) / 1_000);
    if (outcome !== 'right') this.log.warn('clock-not-verified', { outcome, answered, sources: this.watch.sources.map(({ name }) => name), offset });
    this.tell();
    this.askAt = performance.now() + (this.watch.fault === undefined ? this.rhythm.interval : Math.min(this.rhythm.interval, ANXIOUS_MS));
  }

  /** What changed since it was last told. */
  private tell(): void {
    for (const by of this.watch.takeSteps()) {
      this.figures.steps.inc();
      this.log.warn('clock-stepped', { by });
      this.write({ ...bySystem, type: 'clock-stepped', outcome: 'failure', particulars: { byMilliseconds: String(Math.round(by)) } });
      this.askAt = 0;
    }
    const { fault } = this.watch;
    this.figures.trusted.set(fault === undefined ? 1 : 0);
    if (fault !== this.known) {
      if (fault === undefined) {
        this.log.info('clock-trusted');
        this.write({ ...bySystem, type: 'clock-trusted', outcome: 'success' });
      } else {
        this.log.warn('clock-distrusted', { fault });
        this.write({ ...bySystem, type: 'clock-distrusted', outcome: 'failure', cause: fault });
      }
      this.known = fault;
    }
    this.writing ??= this.writeWaiting().finally(() => (this.writing = undefined));
  }

  private write(event: SamEvent): void {
    if (this.waiting.length < MOST_WAITING) this.waiting.push(event);
  }

  /** The clock’s events wait for the database: what happened while it was away is told afterwards. */
  private async writeWaiting(): Promise<void> {
    for (let event = this.waiting[0]; event; event = this.waiting[0]) {
      try {
        await this.transactions.record(event);
        this.waiting.shift();
      } catch (error) {
        this.log.warn('clock-event-waits', { reason: error instanceof Error ? error.message : String(error) });
        return;
      }
    }
  }
}

const bySystem = { actor: { kind: 'system', id: 'sam' } } as const;
