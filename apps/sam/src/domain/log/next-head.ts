import { fromBase64Url, toBase64Url } from '@paraph/kernel';
import { EMPTY_ROOT, isConsistent, type HashTree } from '@paraph/merkle';
import type { TreeHead, TreeHeadState } from '../authority-state/state-bodies.js';

/** A log's tree as it wants to have it signed. */
export interface GrownTree extends HashTree {
  /** From the last signed head to this one; empty for the first. */
  readonly consistency: readonly Uint8Array[];
}

/** Whether two heads say the same. */
export function isSame(one: TreeHead, other: TreeHead): boolean {
  return one.size === other.size && one.root === other.root;
}

/** What is wrong with a head that is not the last one again, if anything is. */
export function flawOf(tree: GrownTree, wanted: TreeHead, { signed, intended }: TreeHeadState): string | undefined {
  if (tree.size === 0 && wanted.root !== toBase64Url(EMPTY_ROOT)) return 'an empty tree has another root';
  // A head may exist of what was begun, though it never left: its size has its root for ever.
  if (intended && wanted.size === intended.size && wanted.root !== intended.root) return 'another root was begun for this size';
  if (intended && wanted.size < intended.size) return 'a larger head was begun before';
  if (!signed) return tree.consistency.length === 0 ? undefined : 'there is no head before it to be consistent with';
  if (tree.size === signed.size) return 'another root was signed for this size';
  if (tree.size < signed.size) return 'a larger head was signed before';
  const last: HashTree = { size: signed.size, root: fromBase64Url(signed.root) ?? new Uint8Array() };
  return isConsistent(last, tree, tree.consistency) ? undefined : 'the consistency proof does not verify';
}
