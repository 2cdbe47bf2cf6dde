import type { HashTree } from './consistency.js';
import { half, isOdd } from './halves.js';
import { isSameHash, nodeHash } from './node-hash.js';

/** A leaf and where it is said to stand. */
export interface PlacedLeaf {
  /** 0, 1, 2, … */
  readonly position: number;
  /** 32 bytes. */
  readonly leafHash: Uint8Array;
}

/** Whether a tree has this leaf in this place: the check of RFC 9162 section 2.1.3.2. */
export function isIncluded({ position, leafHash }: PlacedLeaf, tree: HashTree, path: readonly Uint8Array[]): boolean {
  if (!Number.isSafeInteger(position) || position < 0 || position >= tree.size) return false;
  // The leaf, and the last one, by their index on the level the path has come to.
  let [at, last] = [position, tree.size - 1];
  let root = leafHash;
  for (const step of path) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      root = nodeHash(step, root);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      root = nodeHash(root, step);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSameHash(root, tree.root);
}
