import { type ArchiveManifest, type PublicJwk } from '@paraph/contracts';
import { sha256Hex, toBase64Url, type Clock } from '@paraph/kernel';
import type { LogMonth } from '../event-log.js';
import type { HeadKey } from '../head-key.js';
import { archiveFiles, type ArchiveTargets, type Content, type HeldContent, type Spool } from './archive-target.js';
import type { ArchivedMonth, ArchiveRules, Archives } from './archives.js';
import { packed } from './bundle-text.js';
import { MonthBundle, type BundleRange, type BundleSources } from './month-bundle.js';

/** Where archives go, and what is known of them. */
export class ArchivePlaces {
  constructor(
    readonly archives: Archives,
    readonly targets: ArchiveTargets,
    readonly spool: Spool,
  ) {}
}

/** How long after the end of the service its last month is closed: authorities elsewhere revoke, and the customers are told, in minutes. */
const AFTER_END_MS = 600_000;

/**
 * Writes each month that is over to every target (AUD-07), with what proves it, and chained to the one before. The end of the service closes
 * the running month too (EOL-01): nobody may be there when it is over. What comes after that in the month stands in the next bundle.
 */
export class ArchiveMonths {
  constructor(
    private readonly sources: BundleSources,
    private readonly places: ArchivePlaces,
    private readonly rules: ArchiveRules,
    private readonly key: HeadKey,
    private readonly clock: Clock,
  ) {}

  /** Archives what is not archived yet, the earliest first. Answers the months that it did. Doing it again changes nothing. */
  async run(signal: AbortSignal): Promise<readonly string[]> {
    const done: string[] = [];
    if (this.places.targets.all.length === 0) return done;
    for (const month of await this.sources.log.months()) {
      if (signal.aborted) return done;
      const archived = await this.places.archives.list();
      if (!isWaiting(month, archived)) continue;
      const range = await this.range(month.to, archived.at(-1));
      if (!range) return done;
      await this.archive(month, range, archived.at(-1));
      done.push(month.month);
    }
    const last = await this.closeAfterEnd();
    return last === undefined ? done : [...done, last];
  }

  /** How many months are over and not archived. */
  async waiting(): Promise<number> {
    const archived = await this.places.archives.list();
    return (await this.sources.log.months()).filter((month) => isWaiting(month, archived)).length;
  }

  /** The month in which the service ended, up to the newest head. */
  private async closeAfterEnd(): Promise<string | undefined> {
    const { log, heads } = this.sources;
    const [end] = await log.read({ source: 'sam', type: 'service-end-finished' }, { before: Number.MAX_SAFE_INTEGER, limit: 1 });
    if (!end || this.clock.now().getTime() - end.receivedAt.getTime() < AFTER_END_MS) return undefined;
    const [month, archived, head] = [(await log.months()).at(-1), await this.places.archives.list(), await heads.last()];
    const previous = archived.at(-1);
    const isThere = end.position < (previous?.to ?? 0) || archived.some((one) => one.month === month?.month);
    if (!month || !head || isThere || head.size <= end.position) return undefined;
    await this.archive(month, { from: previous?.to ?? 0, head }, previous);
    return month.month;
  }

  /** It ends with a head, so that whoever has the bundle alone can verify it: the first one that has the whole month. */
  private async range(end: number, previous: ArchivedMonth | undefined): Promise<BundleRange | undefined> {
    const [head] = await this.sources.heads.list(end - 1, 1);
    return head && { from: previous?.to ?? 0, head };
  }

  private async archive({ month }: LogMonth, range: BundleRange, previous: ArchivedMonth | undefined): Promise<void> {
    const { archives, targets, spool } = this.places;
    const files = archiveFiles(month);
    const key = this.key.jwk();
    const bundle = new MonthBundle(this.sources, range);
    const held = await spool.hold(packed(bundle.lines()));
    try {
      // 1. The same bytes to every target, and the manifest behind its bundle: one that is there is complete.
      const manifest = await this.manifest({ month, range, previous, bundle, held, key });
      const content = textContent(`${JSON.stringify(manifest, undefined, 2)}\n`);
      const keptUntil = new Date(manifest.keptUntil);
      for (const target of targets.all) {
        await target.write(files.bundle, held, keptUntil);
        await target.write(files.manifest, content, keptUntil);
      }
      // 2. Only then is it so: the event names the manifest's digest.
      const archivedAt = new Date(manifest.writtenAt);
      await archives.keep({ month, from: manifest.from, to: manifest.to, manifest: content.text, manifestSha256: content.sha256, archivedAt, keptUntil });
    } finally {
      await held.remove();
    }
  }

  private async manifest({ month, range, previous, bundle, held, key }: Composed): Promise<ArchiveManifest> {
    const now = this.clock.now();
    return {
      format: 'paraph-archive',
      version: 1,
      month,
      from: range.from,
      to: range.head.size,
      events: range.head.size - range.from,
      frontier: (await bundle.frontier()).map(toBase64Url),
      bundle: { file: archiveFiles(month).bundle, bytes: held.bytes, sha256: held.sha256 },
      sequences: bundle.sequences,
      ...(previous && { previous: { month: previous.month, manifestSha256: previous.manifestSha256 } }),
      key,
      writtenAt: now.toISOString(),
      keptUntil: this.rules.keptUntil(now).toISOString(),
    };
  }
}

/** A month that is over. Not one whose few events stand in the bundle before, nor one that was closed early: what came after that goes with the next. */
function isWaiting(month: LogMonth, archived: readonly ArchivedMonth[]): month is LogMonth & { readonly to: number } {
  return month.to !== undefined && month.to > (archived.at(-1)?.to ?? 0) && archived.every((one) => one.month !== month.month);
}

interface Composed {
  readonly month: string;
  readonly range: BundleRange;
  readonly previous: ArchivedMonth | undefined;
  readonly bundle: MonthBundle;
  readonly held: HeldContent;
  readonly key: PublicJwk;
}

/** A text as it is written to a target. */
export function textContent(text: string): Content & { readonly text: string } {
  const bytes = Buffer.from(text);
  return {
    text,
    bytes: bytes.length,
    sha256: sha256Hex(bytes),
    async *read() {
      yield bytes;
    },
  };
}
