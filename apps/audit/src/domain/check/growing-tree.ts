import { BLOCK, EMPTY_ROOT } from '@paraph/merkle';
import { hash } from 'node:crypto';

/** A whole subtree of a kind that is kept: of 256 leaves, of 256 of those, and so on. */
export interface KeptSubtree {
  /** As `KeptHashes` counts them: 1 for 256 leaves. */
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

const HASH_BYTES = 32;
const STEP = Math.log2(BLOCK);
/** What a node is hashed over: 0x01 and both children (RFC 9162 section 2.1.1). One for all: each hash is made at once. */
const node = Buffer.alloc(1 + 2 * HASH_BYTES);
node[0] = 1;

/**
 * A log's tree leaf by leaf: of what is behind, only the roots of whole subtrees are held (RFC 9162 section 2.1), however long the log is. Hashes are
 * strings of 32 characters here, of which Node makes five in the time of one buffer: a log has one for each of its millions of leaves.
 */
export class GrowingTree {
  size = 0;
  /** By height; absent where the size has no such power of two. */
  readonly #subtrees: (string | undefined)[] = [];

  /** Adds a leaf. Answers the subtrees that it completes and that are kept, the smallest first. */
  add(leafHash: Uint8Array): readonly KeptSubtree[] {
    let complete: KeptSubtree[] | undefined;
    let whole = Buffer.from(leafHash.buffer, leafHash.byteOffset, HASH_BYTES).toString('latin1');
    let height = 0;
    this.size += 1;
    for (let left = this.#subtrees[height]; left !== undefined; left = this.#subtrees[height]) {
      this.#subtrees[height] = undefined;
      whole = nodeOver(left, whole);
      height += 1;
      if (height % STEP === 0) (complete ??= []).push({ level: height / STEP, index: this.size / 2 ** height - 1, hash: Buffer.from(whole, 'latin1') });
    }
    this.#subtrees[height] = whole;
    return complete ?? NONE;
  }

  root(): Uint8Array {
    let root: string | undefined;
    for (const subtree of this.#subtrees) if (subtree !== undefined) root = root === undefined ? subtree : nodeOver(subtree, root);
    return root === undefined ? EMPTY_ROOT : Buffer.from(root, 'latin1');
  }
}

const NONE: readonly KeptSubtree[] = [];

function nodeOver(left: string, right: string): string {
  node.write(left, 1, 'latin1');
  node.write(right, 1 + HASH_BYTES, 'latin1');
  return hash('sha256', node, 'binary');
}
