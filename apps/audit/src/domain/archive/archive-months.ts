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

/** Writes each month that is over to every target (AUD-07), with what proves it, and chained to the one before. */
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
      if (signal.aborted) break;
      const previous = (await this.places.archives.list()).at(-1);
      // A month that is not over, or whose few events stand in the bundle before.
      if (month.to === undefined || month.to <= (previous?.to ?? 0)) continue;
      const range = await this.range(month.to, previous);
      if (!range) break;
      await this.archive(month, range, previous);
      done.push(month.month);
    }
    return done;
  }

  /** How many months are over and not archived. */
  async waiting(): Promise<number> {
    const upTo = (await this.places.archives.list()).at(-1)?.to ?? 0;
    return (await this.sources.log.months()).filter(({ to }) => to !== undefined && to > upTo).length;
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
