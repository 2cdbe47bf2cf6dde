import { EMPTY_ROOT, foldHashes, nodeHash } from './node-hash.js';

/** Binary levels between two levels that are kept: of a whole subtree of 256 only the root is. */
const STEP = 8;
/** Hashes of a kept level that one hash of the next stands for, and that are read at once. */
export const BLOCK = 2 ** STEP;

/**
 * The hashes of a log that are kept: of its leaves (level 0), of each whole subtree of 256 leaves (level 1), of 256 of those (level 2), and so
 * on. A log of ten million leaves keeps forty thousand hashes beside those of its leaves, and a proof reads two blocks of each level.
 */
export abstract class KeptHashes {
  /** Hashes of one level from `block` × 256 on, in order, 256 at most. What is behind the end of the log may be among them. */
  abstract read(level: number, block: number): Promise<readonly Uint8Array[]>;
}

/** A hash that may be kept: where it belongs, and what it is. */
export interface WholeSubtree {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/** A log's tree when it had so many leaves (RFC 9162 section 2.1). Each block is read once for all that is asked of it. */
export class LogTree {
  readonly size: number;
  readonly #kept: KeptHashes;
  readonly #blocks = new Map<string, Promise<readonly Uint8Array[]>>();

  constructor(kept: KeptHashes, size: number) {
    this.#kept = kept;
    this.size = size;
  }

  /** 32 bytes. */
  root(): Promise<Uint8Array> {
    return this.size === 0 ? Promise.resolve(EMPTY_ROOT) : this.rootOf(0, this.size);
  }

  /** The path from a leaf to the root, lowest first (RFC 9162 section 2.1.3.1). @throws RangeError for a leaf it does not have */
  async inclusion(position: number): Promise<Uint8Array[]> {
    if (!Number.isSafeInteger(position) || position < 0 || position >= this.size) throw new RangeError('the tree has no such leaf');
    const path: Promise<Uint8Array>[] = [];
    for (let [from, to] = [0, this.size]; to - from > 1;) {
      const middle = from + largestPowerBelow(to - from);
      path.push(position < middle ? this.rootOf(middle, to) : this.rootOf(from, middle));
      [from, to] = position < middle ? [from, middle] : [middle, to];
    }
    return Promise.all(path.reverse());
  }

  /** What proves that it has all leaves of the tree of a smaller size (RFC 9162 section 2.1.4.1). @throws RangeError for a size it never had */
  async consistency(earlier: number): Promise<Uint8Array[]> {
    if (!Number.isSafeInteger(earlier) || earlier < 0 || earlier > this.size) throw new RangeError('the tree never had this size');
    if (earlier === 0 || earlier === this.size) return [];
    const path: Promise<Uint8Array>[] = [];
    let [from, to] = [0, this.size];
    // Down to the subtree that ends where the earlier tree ended.
    while (to !== earlier) {
      const middle = from + largestPowerBelow(to - from);
      path.push(earlier <= middle ? this.rootOf(middle, to) : this.rootOf(from, middle));
      [from, to] = earlier <= middle ? [from, middle] : [middle, to];
    }
    // The earlier tree whole is its own root, which whoever verifies has.
    if (from !== 0) path.push(this.rootOf(from, to));
    return Promise.all(path.reverse());
  }

  /** Roots of the whole subtrees that its leaves make, from left to right: what a `Frontier` goes on from. */
  frontier(): Promise<Uint8Array[]> {
    const roots: Promise<Uint8Array>[] = [];
    for (let from = 0; from < this.size;) {
      const count = largestPowerUpTo(this.size - from);
      roots.push(this.wholeSubtree(from, count));
      from += count;
    }
    return Promise.all(roots);
  }

  /** Root of the leaves from one to before another: `from` is where a subtree as large as the range begins. */
  private async rootOf(from: number, to: number): Promise<Uint8Array> {
    const count = to - from;
    const below = largestPowerBelow(count);
    if (count > 1 && below * 2 !== count) {
      const [left, right] = await Promise.all([this.rootOf(from, from + below), this.rootOf(from + below, to)]);
      return nodeHash(left, right);
    }
    return this.wholeSubtree(from, count);
  }

  private async wholeSubtree(from: number, count: number): Promise<Uint8Array> {
    let [level, unit] = [0, 1];
    while (unit * BLOCK <= count) [level, unit] = [level + 1, unit * BLOCK];
    const first = from / unit;
    const hashes = await this.block(level, Math.floor(first / BLOCK));
    const wanted = hashes.slice(first % BLOCK, (first % BLOCK) + count / unit);
    if (wanted.length !== count / unit) throw new Error(`hashes of level ${level} from ${first} on are not kept`);
    return foldHashes(wanted);
  }

  private block(level: number, block: number): Promise<readonly Uint8Array[]> {
    const name = `${level}/${block}`;
    const present = this.#blocks.get(name);
    if (present) return present;
    const read = this.#kept.read(level, block);
    this.#blocks.set(name, read);
    return read;
  }
}

/** Hashes to keep once a log has grown, lowest level first: each is over hashes that are kept by then. */
export async function* subtreesToKeep(kept: KeptHashes, grown: { readonly from: number; readonly to: number }): AsyncGenerator<WholeSubtree> {
  let [from, to] = [grown.from, grown.to];
  for (let level = 1; to >= BLOCK; level += 1) {
    [from, to] = [Math.floor(from / BLOCK), Math.floor(to / BLOCK)];
    for (let index = from; index < to; index += 1) {
      const below = await kept.read(level - 1, index);
      if (below.length < BLOCK) throw new Error(`hashes of level ${level - 1} from ${index * BLOCK} on are not kept`);
      yield { level, index, hash: foldHashes(below) };
    }
  }
}

function largestPowerUpTo(size: number): number {
  const below = largestPowerBelow(size);
  return below * 2 === size ? size : below;
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
