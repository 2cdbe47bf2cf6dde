import { type Receipt } from '@paraph/contracts';
import { type Clock } from '@paraph/kernel';
import { z } from 'zod';
import type { TimestampAuthorities } from '../anchors/timestamp-authority.js';
import type { LoggedEvent } from '../event-log.js';
import type { ProveFile } from '../proofs/prove-file.js';
import { textContent, type ArchivePlaces } from './archive-months.js';
import { archiveFiles } from './archive-target.js';
import type { ArchivedMonth } from './archives.js';
import type { BundleSources } from './month-bundle.js';

/** So long a receipt waits for a time-stamp, where any authority is asked; then it goes without. Milliseconds. */
const LONGEST_WAIT = 86_400_000;
/** A month has one such event: more than anybody's years. */
const MOST_EVENTS = 500;

const archivedEvent = z.object({ particulars: z.object({ month: z.string(), manifestSha256: z.string() }) });

/**
 * Has the log itself sign each archive: the event `month-archived` names the manifest's digest, and the receipt beside the bundle proves that
 * event under a signed head, and if possible under one that was time-stamped.
 */
export class SealArchives {
  constructor(
    private readonly sources: BundleSources,
    private readonly places: ArchivePlaces,
    private readonly authorities: TimestampAuthorities,
    private readonly files: ProveFile,
    private readonly clock: Clock,
  ) {}

  /** Answers the months that got their receipt. */
  async run(): Promise<readonly string[]> {
    const done: string[] = [];
    for (const archived of await this.places.archives.list()) {
      if (archived.receipt === undefined && (await this.seal(archived))) done.push(archived.month);
    }
    return done;
  }

  private async seal(archived: ArchivedMonth): Promise<boolean> {
    const event = await this.eventOf(archived);
    const last = await this.sources.heads.last();
    if (!event || !last || last.size <= event.position) return false;
    const [anchor] = await this.sources.anchors.since(event.position + 1);
    const waited = this.clock.now().getTime() - archived.archivedAt.getTime();
    if (!anchor && this.authorities.all.length > 0 && waited < LONGEST_WAIT) return false;

    const receipt: Receipt = { format: 'paraph-receipt', about: { month: archived.month }, ...(await this.files.prove([event])) };
    const text = `${JSON.stringify(receipt, undefined, 2)}\n`;
    for (const target of this.places.targets.all) await target.write(archiveFiles(archived.month).receipt, textContent(text), archived.keptUntil);
    await this.places.archives.keepReceipt(archived.month, text);
    return true;
  }

  private async eventOf({ month, manifestSha256 }: ArchivedMonth): Promise<LoggedEvent | undefined> {
    const found = await this.sources.log.read({ source: 'audit', type: 'month-archived' }, { after: -1, limit: MOST_EVENTS });
    return found.find(({ body }) => {
      const read = archivedEvent.safeParse(JSON.parse(body));
      return read.success && read.data.particulars.month === month && read.data.particulars.manifestSha256 === manifestSha256;
    });
  }
}
