import type { Clock } from '@paraph/kernel';
import type { ReadingRecord } from './read-events.js';

/** How long refusals are gathered into one event. */
const GATHER_MS = 60_000;

/** Counts who was not let in to read the log. Anybody can knock, so the log gets one event for many of them. */
export class RefusedReaders {
  private count = 0;
  private lastRecorded = -Infinity;

  constructor(
    private readonly record: ReadingRecord,
    private readonly clock: Clock,
  ) {}

  /** The first is recorded at once; those that follow when a minute is over. */
  async add(): Promise<void> {
    this.count += 1;
    await this.recordDue();
  }

  /** Records what was gathered, if its time has come. To be called now and then. */
  async recordDue(): Promise<void> {
    if (this.clock.now().getTime() - this.lastRecorded >= GATHER_MS) await this.recordAll();
  }

  /** Records what was gathered so far. */
  async recordAll(): Promise<void> {
    const count = this.count;
    if (count === 0) return;
    const before = this.lastRecorded;
    this.count = 0;
    this.lastRecorded = this.clock.now().getTime();
    try {
      await this.record.readersRefused(count);
    } catch (error) {
      this.count += count;
      this.lastRecorded = before;
      throw error;
    }
  }
}
