import { ServiceError } from '@paraph/contracts';
import { acceptCorrelationId, runWork } from '../logs/correlation.js';
import type { Log } from '../logs/log.js';
import type { RoundLease } from './round-lease.js';
import type { Round } from './round.js';

/** Another replica may die without a word, or somebody hasten a round: nobody sleeps for longer. Milliseconds. */
const LONGEST_SLEEP = 5_000;
/** After a failure, unless the round itself comes sooner. */
const RETRY_MS = 5_000;

/** One round, again and again, from the start to the end of this process. */
export class RoundLoop {
  private readonly end = new AbortController();
  private running: Promise<void> | undefined;
  private wakeUp: (() => void) | undefined;
  private failing = false;

  constructor(
    private readonly round: Round,
    private readonly lease: RoundLease,
    private readonly leaseMs: number,
    private readonly log: Log,
  ) {}

  start(): void {
    this.running ??= this.loop();
  }

  /** Looks again at once. */
  wake(): void {
    this.wakeUp?.();
  }

  /** The round at hand is told to stop, and waited for: it lets go of its lease, so that another replica need not wait for its end. */
  async stop(): Promise<void> {
    this.end.abort();
    this.wake();
    await this.running;
  }

  private async loop(): Promise<void> {
    while (!this.end.signal.aborted) await this.sleep(await this.turn());
  }

  /** Answers how long to sleep. */
  private async turn(): Promise<number> {
    try {
      const taken = await this.lease.take();
      if (!taken.isMine) return taken.waitMs;
      const failure = await this.hold();
      const rest = await this.lease.release(this.rest(failure));
      this.told(failure);
      return rest;
    } catch (error) {
      // The database: whatever was held is let go of by time.
      this.told(error);
      return RETRY_MS;
    }
  }

  /** What this process did not finish is another's at once. */
  private rest(failure: unknown): number {
    if (this.end.signal.aborted) return 0;
    return failure === undefined ? this.round.everyMs : Math.min(RETRY_MS, this.round.everyMs);
  }

  /** Does the round while its lease is kept. Answers what went wrong. */
  private async hold(): Promise<unknown> {
    const lost = new AbortController();
    const keeping = setInterval(() => void this.keep(lost), this.leaseMs / 3);
    try {
      const signal = AbortSignal.any([this.end.signal, lost.signal]);
      await runWork({ correlationId: acceptCorrelationId(undefined) }, () => this.round.run(signal));
      return undefined;
    } catch (error) {
      return error ?? new Error('a round failed without a reason');
    } finally {
      clearInterval(keeping);
    }
  }

  private async keep(lost: AbortController): Promise<void> {
    // A question that fails is no answer: until the lease ends there is time to ask again, and what a round does bears being done twice.
    if (!(await this.lease.keep().catch(() => true))) lost.abort();
  }

  /** Once until it works again. A neighbour that is away is no fault of this process. */
  private told(failure: unknown): void {
    const { name } = this.round;
    if (failure === undefined) {
      if (this.failing) this.log.info('round-recovered', { round: name });
      this.failing = false;
      return;
    }
    if (!this.failing && failure instanceof ServiceError && failure.code !== 'internal')
      this.log.warn('round-waits', { round: name, code: failure.code, detail: failure.detail });
    else if (!this.failing) this.log.error('round-failed', failure, { round: name });
    this.failing = true;
  }

  private async sleep(ms: number): Promise<void> {
    if (this.end.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(ms, LONGEST_SLEEP));
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeUp = undefined;
  }
}
