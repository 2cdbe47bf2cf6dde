import { type ArchiveManifest, type BundleLine } from '@paraph/contracts';
import { leafHash, toBase64, toBase64Url } from '@paraph/kernel';
import { Frontier, LogTree } from '@paraph/merkle';
import type { Anchors } from '../anchors/anchors.js';
import type { EventLog, LoggedEvent } from '../event-log.js';
import type { SignedHead, TreeHeads } from '../tree-heads.js';

/** Heads and time-stamps that are read at once. */
const PAGE = 500;

/** Positions from (inclusive) to (exclusive), which is the size of a signed head. */
export interface BundleRange {
  readonly from: number;
  readonly head: SignedHead;
}

type Sequences = ArchiveManifest['sequences'];

/** What a bundle is made of. */
export class BundleSources {
  constructor(
    readonly log: EventLog,
    readonly heads: TreeHeads,
    readonly anchors: Anchors,
  ) {}
}

/** The lines of one month's bundle. What it says of itself is known when the last line was given out. */
export class MonthBundle {
  readonly #sources: BundleSources;
  readonly #range: BundleRange;
  readonly #sequences = new Map<string, { first: number; last: number; count: number }>();

  constructor(sources: BundleSources, range: BundleRange) {
    this.#sources = sources;
    this.#range = range;
  }

  get sequences(): Sequences {
    return Object.fromEntries(this.#sequences);
  }

  /** Roots of the whole subtrees before the range. */
  frontier(): Promise<readonly Uint8Array[]> {
    return new LogTree(this.#sources.heads.hashes, this.#range.from).frontier();
  }

  /** @throws where the log is not the one that was signed: such a thing is never archived */
  async *lines(): AsyncGenerator<BundleLine> {
    const { from, head } = this.#range;
    const tree = new Frontier(from, await this.frontier());
    for await (const event of this.#sources.log.stretch(from, head.size)) {
      if (event.position !== tree.size) throw new Error(`the event at position ${tree.size} is not there`);
      tree.append(leafHash(event.body));
      this.tally(event);
      yield { event: { position: event.position, receivedAt: event.receivedAt.toISOString(), leaf: event.body } };
    }
    if (tree.size !== head.size) throw new Error(`the event at position ${tree.size} is not there`);
    if (Buffer.compare(tree.root(), head.root) !== 0) throw new Error(`the events before position ${head.size} are not those under its head`);
    yield* this.heads();
    yield* this.anchors();
  }

  private tally({ source, sequence }: LoggedEvent): void {
    const known = this.#sequences.get(source);
    if (!known) return void this.#sequences.set(source, { first: sequence, last: sequence, count: 1 });
    known.first = Math.min(known.first, sequence);
    known.last = Math.max(known.last, sequence);
    known.count += 1;
  }

  private async *heads(): AsyncGenerator<BundleLine> {
    const { from, head } = this.#range;
    for (let after = from; after < head.size;) {
      const page = (await this.#sources.heads.list(after, PAGE)).filter(({ size }) => size <= head.size);
      for (const { size, root, head: jws, keptAt } of page) yield { head: { size, root: toBase64Url(root), head: jws, keptAt: keptAt.toISOString() } };
      after = page.at(-1)?.size ?? head.size;
    }
  }

  private async *anchors(): AsyncGenerator<BundleLine> {
    const { from, head } = this.#range;
    for (let after = from; after < head.size;) {
      const page = await this.#sources.anchors.between(after, head.size, PAGE);
      for (const { size, authority, token, at } of page) yield { anchor: { size, authority, token: toBase64(token), at: at.toISOString() } };
      after = page.length < PAGE ? head.size : (page.at(-1)?.size ?? head.size);
    }
  }
}
