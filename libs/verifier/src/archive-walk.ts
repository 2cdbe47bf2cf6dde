import { toBase64Url } from '@paraph/kernel';
import { frontierOf, type ArchivedMonth } from './archived-month.js';
import { BrokenBundle, eventsOf, headsOf, isAbsent, readFacts, type BundleFacts } from './bundle-lines.js';
import type { Findings } from './findings.js';
import { LogWalk, type ExportedEvent, type SeenHeads } from './log-walk.js';
import { readHead, type HeadKey, type SeenHead } from './signed-head.js';
import { verifyTimestamp } from './time-stamps.js';
import type { Trust } from './trust.js';
import { archiveWords } from './words/archive-words.js';
import { logWords } from './words/log-words.js';
import { places } from './words/places.js';
import { asIs, listed, type Words } from './words/words.js';

/** Goes through archived months in their order, each bundle twice in step: its events, and the heads that stand behind them. */
export class ArchiveWalk {
  readonly #walk: LogWalk;
  /** Months that events in the bundles, or receipts, say were archived. */
  readonly #archived = new Map<string, string>();
  /** Leaves that receipts have, by their position. */
  readonly #expected = new Map<number, string>();

  constructor(
    private readonly findings: Findings,
    private readonly key: HeadKey,
    private readonly months: readonly ArchivedMonth[],
  ) {
    this.#walk = new LogWalk(findings, key, months[0] && frontierOf(months[0]));
    for (const { archived } of months) if (archived) this.#expected.set(archived.position, archived.leaf);
  }

  holdAgainst(heads: SeenHeads): Promise<void> {
    return this.#walk.holdAgainst(heads);
  }

  /** Verifies one month that follows what was walked before. */
  async month(month: ArchivedMonth, trust: Trust): Promise<void> {
    const { files, manifest } = month;
    const where = asIs(`${files.name}, ${manifest.month}`);
    if (manifest.from !== this.#walk.size || manifest.frontier.join() !== this.#walk.frontier.hashes.map(toBase64Url).join()) {
      this.findings.doubt(archiveWords.doesNotGoOn(this.#walk.size, manifest.from), where);
      await this.#walk.goOnFrom(frontierOf(month));
    }
    try {
      const facts = await readFacts(files, manifest.bundle.file);
      this.#compare(month, facts, where);
      await this.#walk.holdAgainst({ by: `the bundle of ${manifest.month}`, heads: this.#heads(month, facts, trust), beyond: 'doubt' });
      for await (const event of eventsOf(files, manifest.bundle.file)) await this.#add(event);
      const isWhole = this.#walk.size === manifest.to && facts.events === manifest.events && manifest.events === manifest.to - manifest.from;
      this.findings.demand(isWhole, archiveWords.otherCount(facts.events, manifest.events, manifest.to - 1), where);
    } catch (error) {
      if (!(error instanceof BrokenBundle) && !isAbsent(error)) throw error;
      this.findings.doubt(error instanceof BrokenBundle ? archiveWords.bundleBroken(error.why) : archiveWords.bundleMissing, where);
    }
  }

  /** Says what holds for all months together. */
  async end(): Promise<void> {
    await this.#walk.end();
    const isFromStart = this.months[0]?.manifest.from === 0;
    const gaps = this.#walk.sequences.gaps(isFromStart ? 'one' : 'its first number');
    for (const { source, words } of gaps) this.findings.doubt(words, asIs(source));
    if (gaps.length === 0) this.findings.prove(logWords.noneMissing(this.#walk.sequences.ends, false));
    const digests = new Map(this.months.map(({ manifest, digest }) => [manifest.month, digest]));
    for (const [month, digest] of this.#archived) this.findings.demand(digests.get(month) === digest, archiveWords.notHere(month), asIs(month));
    const last = this.months.at(-1)?.manifest;
    if (last) this.findings.leaveOpen(archiveWords.laterOpen(last.month));
  }

  async #add(event: ExportedEvent): Promise<void> {
    const expected = this.#expected.get(event.position);
    if (expected !== undefined) this.findings.demand(expected === event.leaf, archiveWords.otherEvent, places.position(event.position));
    const leaf = await this.#walk.add(event);
    if (leaf?.source !== 'audit' || leaf.type !== 'month-archived') return;
    const { month, manifestSha256 } = leaf.particulars;
    if (typeof month === 'string' && typeof manifestSha256 === 'string') this.#archived.set(month, manifestSha256);
  }

  /** Its heads, while those that were time-stamped are held against their time-stamps. */
  async *#heads({ files, manifest }: ArchivedMonth, { anchors, heads }: BundleFacts, trust: Trust): AsyncGenerator<SeenHead> {
    const bySize = new Map(anchors.map(({ size }) => [size, anchors.filter((one) => one.size === size)]));
    if (heads === 0) this.findings.doubt(archiveWords.noHead, asIs(`${files.name}, ${manifest.month}`));
    let last: number | undefined;
    for await (const head of headsOf(files, manifest.bundle.file)) {
      const signed = readHead(head, this.key);
      for (const anchor of bySize.get(head.size) ?? []) {
        if ('signedAt' in signed) verifyTimestamp({ anchor, head, signedAt: signed.signedAt }, trust, this.findings);
      }
      bySize.delete(head.size);
      last = head.size;
      yield head;
    }
    for (const size of bySize.keys()) this.findings.doubt(archiveWords.stampWithoutHead, listed(asIs(files.name), places.head(size)));
    this.findings.demand(last === manifest.to, archiveWords.headNotLast, asIs(`${files.name}, ${manifest.month}`));
  }

  #compare({ files, manifest }: ArchivedMonth, facts: BundleFacts, where: Words): void {
    const isSame = facts.bytes === manifest.bundle.bytes && facts.sha256 === manifest.bundle.sha256;
    this.findings.decide(
      isSame && facts.isOrdered,
      {
        proven: archiveWords.bundleProven(manifest.month, { events: facts.events, heads: facts.heads, stamps: facts.anchors.length }),
        doubt: archiveWords.otherBundle(manifest.bundle.file, files.name),
      },
      where,
    );
  }
}
