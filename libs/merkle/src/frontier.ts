import { half, isOdd } from './halves.js';
import { EMPTY_ROOT, HASH_BYTES, nodeHash } from './node-hash.js';

/**
 * The right edge of a log's tree: the roots of the whole subtrees that its leaves make, from left to right, one for each bit of its size. Enough to
 * go on from there and know every later root, without any leaf that stands before. It holds a few dozen hashes, however large the log is.
 */
export class Frontier {
  #size: number;
  readonly #hashes: Uint8Array[];

  /** @throws RangeError where a tree of this size has another number of whole subtrees, or one is no hash */
  constructor(size = 0, hashes: readonly Uint8Array[] = []) {
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError('this is no size of a tree');
    if (hashes.length !== wholeSubtreesOf(size) || hashes.some(({ length }) => length !== HASH_BYTES)) {
      throw new RangeError(`a tree of ${size} leaves has other whole subtrees`);
    }
    this.#size = size;
    this.#hashes = [...hashes];
  }

  /**
   * The right edge before a leaf, from the leaf's inclusion proof in a tree of some size (RFC 9162 section 2.1.3): what its path has on the left are the
   * whole subtrees of all leaves before it. Whoever was given the path believes it only once a root that was signed comes out of it.
   *
   * @throws RangeError for what is no path of a leaf in this place
   */
  static before(position: number, size: number, path: readonly Uint8Array[]): Frontier {
    if (!Number.isSafeInteger(position) || position < 0 || position >= size) throw new RangeError('no leaf stands in this place');
    const left: Uint8Array[] = [];
    let [at, last] = [position, size - 1];
    for (const step of path) {
      if (isOdd(at) || at === last) {
        left.unshift(step);
        while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
      }
      [at, last] = [half(at), half(last)];
    }
    return new Frontier(position, left);
  }

  /** Leaves so far. */
  get size(): number {
    return this.#size;
  }

  /** From left to right, the largest subtree first. */
  get hashes(): readonly Uint8Array[] {
    return [...this.#hashes];
  }

  /** Adds a leaf behind all others. */
  append(leafHash: Uint8Array): void {
    let whole = leafHash;
    // As in an addition: two subtrees that are equally large become one of the next level.
    for (let size = this.#size; isOdd(size); size = half(size)) {
      const left = this.#hashes.pop();
      if (left) whole = nodeHash(left, whole);
    }
    this.#hashes.push(whole);
    this.#size += 1;
  }

  /** Root of the tree as it is now (RFC 9162 section 2.1.1). */
  root(): Uint8Array {
    return this.#hashes.length === 0 ? EMPTY_ROOT : this.#hashes.reduceRight((right, left) => nodeHash(left, right));
  }
}

function wholeSubtreesOf(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = half(rest)) if (isOdd(rest)) count += 1;
  return count;
}
