import { auditEvent } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { EventLog } from '../event-log.js';
import { ActivityTally, hourOf } from './activity.js';
import type { ActivityBook } from './activity-book.js';
import { judgeHour, type Pattern } from './patterns.js';

const PAGE = 500;
const HOUR_MS = 3_600_000;
/** An hour is judged once, when what belongs to it has arrived. */
const SETTLED_MS = HOUR_MS + 600_000;
/** Older hours are not judged any more: whoever restores a month has read of them before. */
const YOUNG_MS = 48 * HOUR_MS;

/** Counts what happened, and tells what is not as usual: failed tries, rates, hours, clocks (AUD-06, OPS-01). */
export class AnalyseActivity {
  constructor(
    private readonly log: EventLog,
    private readonly book: ActivityBook,
    private readonly clock: Clock,
  ) {}

  /** Each event is counted once, a page at a time; each hour is judged once. */
  async run(signal: AbortSignal): Promise<readonly Pattern[]> {
    await this.count(signal);
    const now = this.clock.now().getTime();
    const found: Pattern[] = [];
    for (const hour of await this.book.unjudged({ from: hourOf(new Date(now - YOUNG_MS)), to: new Date(now - SETTLED_MS) })) {
      if (signal.aborted) break;
      const patterns = judgeHour(hour, await this.book.ofHour(hour), await this.book.before(hour));
      await this.book.judged(hour, patterns);
      found.push(...patterns);
    }
    return found;
  }

  private async count(signal: AbortSignal): Promise<void> {
    for (let from = await this.book.counted(), isLast = false; !isLast && !signal.aborted;) {
      const page = await this.log.read({}, { after: from - 1, limit: PAGE });
      const tally = new ActivityTally();
      for (const { body, receivedAt } of page) tally.add(auditEvent.parse(JSON.parse(body)), receivedAt);
      const to = (page.at(-1)?.position ?? from - 1) + 1;
      if (to > from) await this.book.add(tally.all(), from, to);
      from = to;
      isLast = page.length < PAGE;
    }
  }
}
