import { auditEvent, eventSources, type EventSource } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { EventLog, LoggedEvent } from '../event-log.js';
import type { HeardSource, SourceRecords, SourceStart } from './source-records.js';

/** Starts that are looked at in one go. */
const PAGE = 100;

/** Which sources are silent by now. */
export type Silence = ReadonlyMap<EventSource, boolean>;

/** Notices that a source says nothing any more, though each says at least that it is there (AUD-03), and that one started with other settings (AUD-01). */
export class WatchSources {
  private readonly since: Date;

  /** @param silentAfterMs three heartbeats */
  constructor(
    private readonly records: SourceRecords,
    private readonly log: EventLog,
    private readonly clock: Clock,
    private readonly silentAfterMs: number,
  ) {
    this.since = clock.now();
  }

  /** Tells what has changed since the last time. */
  async run(): Promise<Silence> {
    const silence = new Map<EventSource, boolean>();
    for (const heard of await this.records.heard()) silence.set(heard.source, await this.listen(heard));
    for (const source of eventSources) await this.lookAtStarts(source);
    return silence;
  }

  private async listen(heard: HeardSource): Promise<boolean> {
    // Whoever was not there cannot say that nobody spoke: a restarted audit waits as long as for a source that has just spoken.
    const quietSince = Math.max(heard.lastAt.getTime(), this.since.getTime());
    const wasSilent = heard.silentSince !== undefined;
    const isSilent = wasSilent ? heard.lastAt <= heard.silentSince : this.clock.now().getTime() - quietSince > this.silentAfterMs;
    if (isSilent && !wasSilent) await this.records.silent(heard);
    if (!isSilent && wasSilent) await this.records.heardAgain(heard);
    return isSilent;
  }

  private async lookAtStarts(source: EventSource): Promise<void> {
    for (let isLast = false; !isLast;) {
      let before = await this.records.lastStart(source);
      const starts = await this.log.read({ source, type: 'service-started' }, { after: before?.position ?? -1, limit: PAGE });
      for (const logged of starts) {
        const start = startOf(logged);
        const isChanged = before !== undefined && (before.version !== start.version || before.settings !== start.settings);
        await this.records.keepStart(source, start, isChanged ? before : undefined);
        before = start;
      }
      isLast = starts.length < PAGE;
    }
  }
}

/** An older version said nothing of itself. */
function startOf({ position, body }: LoggedEvent): SourceStart {
  const { version = 'unknown', settings = 'unknown' } = auditEvent.parse(JSON.parse(body)).particulars;
  return { position, version, settings };
}
