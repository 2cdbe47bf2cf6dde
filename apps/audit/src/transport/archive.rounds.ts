import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log, Metrics, Rounds } from '@paraph/platform';
import { ArchiveMonths } from '../domain/archive/archive-months.js';
import { ArchiveTargets } from '../domain/archive/archive-target.js';
import { CheckArchives } from '../domain/archive/check-archives.js';
import { SealArchives } from '../domain/archive/seal-archives.js';

/** Names of the rounds, for whoever wants one sooner. */
export const ARCHIVE = 'archive';
export const ARCHIVE_CHECK = 'archive-check';

const MINUTE_MS = 60_000;
/** A bundle that could not be written is not composed again at once: it may be ten million events. */
const PAUSE_MS = 600_000;
const HOUR_MS = 3_600_000;

/** The use cases of the archive, in the order of a month's life. */
export class ArchiveWork {
  constructor(
    readonly archive: ArchiveMonths,
    readonly seal: SealArchives,
    readonly check: CheckArchives,
  ) {}
}

/** Archives months that are over, has the log sign them, and checks every copy by turns: by one replica at a time. */
@Injectable()
export class ArchiveRounds implements OnApplicationBootstrap {
  private readonly waiting;
  private readonly damaged;
  private pausedUntil = 0;

  constructor(
    private readonly rounds: Rounds,
    private readonly work: ArchiveWork,
    private readonly targets: ArchiveTargets,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.waiting = metrics.gauge({ name: 'audit_months_not_archived', help: 'Months that are over and not in the archive' });
    this.damaged = metrics.gauge({
      name: 'audit_archive_copies_damaged',
      help: 'Copies of archived months that are missing or not what was written, by the last check',
    });
  }

  onApplicationBootstrap(): void {
    if (this.targets.all.length === 0) return;
    this.rounds.begin({ name: ARCHIVE, everyMs: MINUTE_MS, run: (signal) => this.archive(signal) });
    this.rounds.begin({ name: ARCHIVE_CHECK, everyMs: HOUR_MS, run: (signal) => this.check(signal) });
  }

  /** Has what is to be archived done now. */
  hasten(round: typeof ARCHIVE | typeof ARCHIVE_CHECK): Promise<void> {
    this.pausedUntil = 0;
    return this.targets.all.length === 0 ? Promise.resolve() : this.rounds.hasten(round);
  }

  private async archive(signal: AbortSignal): Promise<void> {
    this.waiting.set(await this.work.archive.waiting());
    if (Date.now() >= this.pausedUntil) await this.archiveMonths(signal);
    for (const month of await this.work.seal.run()) this.log.info('archive-sealed', { month });
    this.waiting.set(await this.work.archive.waiting());
  }

  private async archiveMonths(signal: AbortSignal): Promise<void> {
    try {
      for (const month of await this.work.archive.run(signal)) this.log.info('month-archived', { month });
    } catch (error) {
      this.pausedUntil = Date.now() + PAUSE_MS;
      this.log.error('archiving-failed', error);
    }
  }

  private async check(signal: AbortSignal): Promise<void> {
    const done = await this.work.check.run(signal);
    for (const { month, target, damage } of done) {
      if (damage === undefined) this.log.info('archive-checked', { month, target });
      else this.log.error('archive-damaged', new Error(damage), { month, target });
    }
    this.damaged.set((await this.work.check.damaged()).length);
  }
}
