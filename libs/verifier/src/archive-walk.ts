import { toBase64Url } from '@paraph/kernel';
import { frontierOf, type ArchivedMonth } from './archived-month.js';
import { BrokenBundle, eventsOf, headsOf, isAbsent, readFacts, type BundleFacts } from './bundle-lines.js';
import type { Findings } from './findings.js';
import { LogWalk, type ExportedEvent, type SeenHeads } from './log-walk.js';
import { readHead, type HeadKey, type SeenHead } from './signed-head.js';
import { verifyTimestamp } from './time-stamps.js';
import type { Trust } from './trust.js';
import { endsOf } from './whole-log.js';

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
    const where = `${files.name}, ${manifest.month}`;
    if (manifest.from !== this.#walk.size || manifest.frontier.join() !== this.#walk.frontier.hashes.map(toBase64Url).join()) {
      this.findings.doubt(
        `it does not go on where the month before ended, at position ${this.#walk.size}: it begins with ${manifest.from}, or behind other events`,
        where,
      );
      await this.#walk.goOnFrom(frontierOf(month));
    }
    try {
      const facts = await readFacts(files, manifest.bundle.file);
      this.#compare(month, facts, where);
      await this.#walk.holdAgainst({ by: `the bundle of ${manifest.month}`, heads: this.#heads(month, facts, trust), beyond: 'doubt' });
      for await (const event of eventsOf(files, manifest.bundle.file)) await this.#add(event);
      const isWhole = this.#walk.size === manifest.to && facts.events === manifest.events && manifest.events === manifest.to - manifest.from;
      this.findings.demand(isWhole, `it has ${facts.events} events, and its manifest says ${manifest.events}, to position ${manifest.to - 1}`, where);
    } catch (error) {
      if (!(error instanceof BrokenBundle) && !isAbsent(error)) throw error;
      this.findings.doubt(error instanceof BrokenBundle ? `its bundle does not hold: ${error.message}` : 'its bundle is missing', where);
    }
  }

  /** Says what holds for all months together. */
  async end(): Promise<void> {
    await this.#walk.end();
    const isFromStart = this.months[0]?.manifest.from === 0;
    const gaps = this.#walk.sequences.gaps(isFromStart ? 'one' : 'its first number');
    for (const { source, text } of gaps) this.findings.doubt(text, source);
    if (gaps.length === 0) this.findings.prove(`No number is missing in the sequence of any source: ${endsOf(this.#walk)}`);
    const digests = new Map(this.months.map(({ manifest, digest }) => [manifest.month, digest]));
    for (const [month, digest] of this.#archived)
      this.findings.demand(digests.get(month) === digest, `the log says that ${month} was archived, and it is not here, or not as it was`, month);
    const last = this.months.at(-1)?.manifest;
    if (last)
      this.findings.leaveOpen(`What came after ${last.month} is not in these files: whether a later month is missing is shown by a witness file (--witness)`);
  }

  async #add(event: ExportedEvent): Promise<void> {
    const expected = this.#expected.get(event.position);
    if (expected !== undefined) this.findings.demand(expected === event.leaf, 'another event stands there than a receipt has', `position ${event.position}`);
    const leaf = await this.#walk.add(event);
    if (leaf?.source !== 'audit' || leaf.type !== 'month-archived') return;
    const { month, manifestSha256 } = leaf.particulars;
    if (typeof month === 'string' && typeof manifestSha256 === 'string') this.#archived.set(month, manifestSha256);
  }

  /** Its heads, while those that were time-stamped are held against their time-stamps. */
  async *#heads({ files, manifest }: ArchivedMonth, { anchors, heads }: BundleFacts, trust: Trust): AsyncGenerator<SeenHead> {
    const bySize = new Map(anchors.map(({ size }) => [size, anchors.filter((one) => one.size === size)]));
    if (heads === 0) this.findings.doubt('no signed head is in it', `${files.name}, ${manifest.month}`);
    let last: number | undefined;
    for await (const head of headsOf(files, manifest.bundle.file)) {
      const signed = readHead(head, this.key);
      for (const anchor of bySize.get(head.size) ?? []) {
        if (typeof signed !== 'string') verifyTimestamp({ anchor, head, signedAt: signed.signedAt }, trust, this.findings);
      }
      bySize.delete(head.size);
      last = head.size;
      yield head;
    }
    for (const size of bySize.keys()) this.findings.doubt('a time-stamp is over a head that is not there', `${files.name}, head of ${size}`);
    this.findings.demand(last === manifest.to, 'its last head is not over its last event', `${files.name}, ${manifest.month}`);
  }

  #compare({ files, manifest }: ArchivedMonth, facts: BundleFacts, where: string): void {
    const isSame = facts.bytes === manifest.bundle.bytes && facts.sha256 === manifest.bundle.sha256;
    this.findings.decide(
      isSame && facts.isOrdered,
      {
        proven: `The bundle of ${manifest.month} is the one that its manifest describes: ${facts.events} events, ${facts.heads} heads, ${facts.anchors.length} time-stamps`,
        doubt: `${manifest.bundle.file} is not the bundle that its manifest describes (${files.name})`,
      },
      where,
    );
  }
}
