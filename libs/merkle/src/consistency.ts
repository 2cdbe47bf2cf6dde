import { half, isOdd } from './halves.js';
import { EMPTY_ROOT, isSameHash, nodeHash } from './node-hash.js';

/** A tree of hashes: how many leaves it has, and its root. */
export interface HashTree {
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/**
 * Whether `later` has all leaves of `earlier`, in the same places, and more: the check of RFC 9162 section 2.1.4.2.
 * With an empty proof it holds for no two trees but an empty one and any other, since an empty tree has nothing to keep.
 */
export function isConsistent(earlier: HashTree, later: HashTree, proof: readonly Uint8Array[]): boolean {
  if (later.size <= earlier.size) return false;
  if (earlier.size === 0) return proof.length === 0 && isSameHash(earlier.root, EMPTY_ROOT);

  // The earlier tree is a whole subtree of the later one: its root opens the path and is not sent.
  const [seed, ...path] = isPowerOfTwo(earlier.size) ? [earlier.root, ...proof] : proof;
  if (seed === undefined || proof.length === 0) return false;

  // The last leaf of each tree by its index on the level the path has come to.
  let [first, second] = [earlier.size - 1, later.size - 1];
  while (isOdd(first)) [first, second] = [half(first), half(second)];

  let [earlierRoot, laterRoot] = [seed, seed];
  for (const step of path) {
    if (second === 0) return false;
    if (isOdd(first) || first === second) {
      earlierRoot = nodeHash(step, earlierRoot);
      laterRoot = nodeHash(step, laterRoot);
      while (!isOdd(first) && first !== 0) [first, second] = [half(first), half(second)];
    } else {
      laterRoot = nodeHash(laterRoot, step);
    }
    [first, second] = [half(first), half(second)];
  }
  return second === 0 && isSameHash(earlierRoot, earlier.root) && isSameHash(laterRoot, later.root);
}

function isPowerOfTwo(value: number): boolean {
  let rest = value;
  while (rest > 1 && !isOdd(rest)) rest = half(rest);
  return rest === 1;
}
