import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { acceptCorrelationId, Log, Metrics, runWork } from '@paraph/platform';
import { AnnounceResults } from '../domain/jobs/announce-results.js';
import { SignJobs } from '../domain/jobs/sign-jobs.js';
import { LogPath } from '../domain/log-path/log-path.js';
import { JobRows } from '../domain/ports/job-rows.js';

const SIGN_EVERY_MS = 1_000;
const ANNOUNCE_EVERY_MS = 1_000;
const TIDY_EVERY_MS = 60_000;

/** How much of it is done at once. */
export class JobPace {
  constructor(
    readonly jobs: number,
    readonly announcements: number,
  ) {}
}

/** What the timer has done. */
export class JobWork {
  constructor(
    readonly sign: SignJobs,
    readonly announce: AnnounceResults,
    readonly rows: JobRows,
    private readonly clock: { now(): Date },
  ) {}

  now(): Date {
    return this.clock.now();
  }
}

/** Has waiting jobs signed, their results announced and forgotten. What is accepted here is begun at once, what another replica left within a second. */
@Injectable()
export class JobsTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly ended: ReturnType<Metrics['counter']>;
  private readonly announced: ReturnType<Metrics['counter']>;
  private readonly waiting: ReturnType<Metrics['gauge']>;
  private readonly unannounced: ReturnType<Metrics['gauge']>;
  private readonly tasks: readonly Task[];
  private isEnding = false;

  constructor(
    private readonly work: JobWork,
    private readonly pace: JobPace,
    private readonly logPath: LogPath,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.ended = metrics.counter({ name: 'sam_jobs_ended_total', help: 'Jobs that ended in this replica', labels: ['outcome'] });
    this.announced = metrics.counter({ name: 'sam_announcements_total', help: 'Tries to announce a result', labels: ['outcome'] });
    this.waiting = metrics.gauge({ name: 'sam_jobs_waiting', help: 'Jobs that wait to be signed, in all replicas' });
    this.unannounced = metrics.gauge({ name: 'sam_announcements_waiting', help: 'Announcements that were not accepted yet, in all replicas' });
    const task = (everyMs: number, work: () => Promise<void>, event: string): Task => new Task(everyMs, work, (error) => log.error(event, error));
    this.tasks = [
      task(SIGN_EVERY_MS, () => this.sign(), 'jobs-not-signed'),
      task(ANNOUNCE_EVERY_MS, () => this.announce(), 'announcements-not-made'),
      task(TIDY_EVERY_MS, () => this.tidy(), 'jobs-not-tidied'),
    ];
  }

  onApplicationBootstrap(): void {
    for (const task of this.tasks) task.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isEnding = true;
    await Promise.all(this.tasks.map((task) => task.stop()));
  }

  /** Something was accepted. */
  wake(): void {
    this.tasks[0]?.wake();
  }

  private async sign(): Promise<void> {
    // Signatures make events: what nobody can see in time shall not happen.
    if (this.logPath.isBehind) return;
    const { signed, failed, faults } = await this.work.sign.run(
      this.pace.jobs,
      (job, work) => runWork({ correlationId: acceptCorrelationId(job.correlationId) }, work),
      () => this.isEnding,
    );
    if (signed > 0) this.ended.inc({ outcome: 'signed' }, signed);
    for (const outcome of failed) this.ended.inc({ outcome });
    for (const fault of faults) this.log.error('job-not-signed', fault);
    // Who asked for it may be waiting for the word.
    if (signed + failed.length > 0) this.tasks[1]?.wake();
  }

  private async announce(): Promise<void> {
    for (;;) {
      const { made, refused, over } = await this.work.announce.run(this.pace.announcements);
      for (const [outcome, count] of Object.entries({ made, refused, over })) if (count > 0) this.announced.inc({ outcome }, count);
      if (this.isEnding || made + refused + over < this.pace.announcements) return;
    }
  }

  private async tidy(): Promise<void> {
    const count = await this.work.rows.forget(this.work.now());
    if (count > 0) this.log.info('jobs-forgotten', { count });
    const { waiting, unannounced } = await this.work.rows.measure();
    this.waiting.set({}, waiting);
    this.unannounced.set({}, unannounced);
  }
}

/** Something done again and again, one at a time, however long it takes; and once more at once if it was woken meanwhile. */
class Task {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isWoken = false;
  private isStopped = true;
  private isFailing = false;

  constructor(
    private readonly everyMs: number,
    private readonly work: () => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  start(): void {
    this.isStopped = false;
    this.timer = setInterval(() => this.wake(), this.everyMs).unref();
    this.wake();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  wake(): void {
    if (this.isStopped) return;
    if (this.running) this.isWoken = true;
    else this.running = this.once();
  }

  private async once(): Promise<void> {
    do {
      this.isWoken = false;
      await this.work().then(
        () => (this.isFailing = false),
        (error: unknown) => this.report(error),
      );
    } while (this.isWoken && !this.isStopped);
    this.running = undefined;
  }

  /** Once until it works again: a database that is away is said by readiness, and not once a second. */
  private report(error: unknown): void {
    if (!this.isFailing) this.failed(error);
    this.isFailing = true;
  }
}
