import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { Announcer } from '../ports/announcer.js';
import type { DueAnnouncement, JobRows } from '../ports/job-rows.js';
import type { SealedJobs } from './sealed-jobs.js';

/** Longer than one announcement takes: until then no other replica tries it. */
const LEASE_MS = 30_000;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** What became of announcements in a run. */
export interface Announced {
  readonly made: number;
  /** Tried again later. */
  readonly refused: number;
  /** Given up: the result is kept no longer. */
  readonly over: number;
}

/**
 * Has clients told that a result is there. The schedule is durable: each try is taken with a time until which it is nobody else's, so a replica that
 * ends in between costs a pause. A client may hear twice; an announcement says nothing but that it may ask.
 */
export class AnnounceResults {
  constructor(
    private readonly jobs: JobRows,
    private readonly seals: SealedJobs,
    private readonly announcer: Announcer,
    private readonly clock: Clock,
    /** Between 0 and 1: for the jitter of the pauses. */
    private readonly chance: () => number = Math.random,
  ) {}

  /** Makes those whose turn it is, so many at once. */
  async run(atOnce: number): Promise<Announced> {
    const now = this.clock.now();
    const due = await this.jobs.takeAnnouncements(now, new Date(now.getTime() + LEASE_MS), atOnce);
    const ends = await Promise.all(due.map((one) => this.one(one)));
    const count = (end: keyof Announced): number => ends.filter((one) => one === end).length;
    return { made: count('made'), refused: count('refused'), over: count('over') };
  }

  private async one(announcement: DueAnnouncement): Promise<keyof Announced> {
    const { attemptId, tries, endsAt } = announcement;
    // An address that nobody sealed is nobody's.
    const address = this.seals.read(attemptId, announcement)?.responseUri;
    if (address === undefined || this.clock.now() >= endsAt) return this.close(attemptId, 'over');
    try {
      await this.announcer.announce(attemptId, address);
      return await this.close(attemptId, 'made');
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const next = new Date(this.clock.now().getTime() + this.pause(tries));
      if (next >= endsAt) return this.close(attemptId, 'over');
      await this.jobs.scheduleAnnouncement(attemptId, next);
      return 'refused';
    }
  }

  private async close(attemptId: string, end: keyof Announced): Promise<keyof Announced> {
    await this.jobs.scheduleAnnouncement(attemptId, undefined);
    return end;
  }

  /** Doubled each time, and anything between a half and the whole of it: clients that were away together are not called together. */
  private pause(tries: number): number {
    const whole = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries, 20), LONGEST_PAUSE_MS);
    return whole / 2 + (this.chance() * whole) / 2;
  }
}
