import { ServiceError, type EventSource } from '@paraph/contracts';
import type { ReadingRecord } from '../read-events.js';
import type { Reader } from '../readers/reader.js';

/** Longest period that is counted at once. */
const MOST_MS = 31 * 86_400_000;

/** From one moment, inclusive, to another, exclusive. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** What happened in a period, counted. */
export interface CountedPeriod {
  readonly signatures: readonly { readonly hour: string; readonly made: number; readonly failed: number; readonly refused: number }[];
  readonly failures: readonly { readonly source: EventSource; readonly type: string; readonly count: number }[];
  /** Milliseconds between intent and signature. */
  readonly latency?: { readonly count: number; readonly p50: number; readonly p95: number; readonly p99: number; readonly most: number };
  readonly roleActs: readonly { readonly type: string; readonly outcome: 'success' | 'failure'; readonly count: number }[];
  readonly credentials: readonly { readonly state: string; readonly count: number }[];
}

/** Whoever counts events. */
export abstract class EventCounts {
  abstract of(period: Period): Promise<CountedPeriod>;
}

/** Counts a bounded period for whoever draws charts of it. */
export class ReadFigures {
  constructor(
    private readonly counts: EventCounts,
    private readonly record: ReadingRecord,
  ) {}

  /** @throws ServiceError request.invalid */
  async run(reader: Reader, period: Period): Promise<CountedPeriod> {
    const length = period.to.getTime() - period.from.getTime();
    if (length <= 0 || length > MOST_MS) throw new ServiceError('request.invalid', 'from stands before to, by 31 days at most');
    await this.record.read(reader, { view: 'figures', from: period.from.toISOString(), to: period.to.toISOString() });
    return this.counts.of(period);
  }
}
