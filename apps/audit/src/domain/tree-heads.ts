import type { HashTree, KeptHashes } from '@paraph/merkle';

/** A head of the log's tree, signed by the SAM's key for it. */
export interface SignedHead extends HashTree {
  /** Compact JWS {log, size, root, iat} of type `TREE_HEAD_TYPE`. */
  readonly head: string;
  readonly keptAt: Date;
}

/** The log's heads, and the hashes that its tree is made of. Nothing in it is changed or taken away. */
export abstract class TreeHeads {
  /** Hashes that proofs are made of. */
  abstract readonly hashes: KeptHashes;

  /** How many events the log has at this moment, each of them committed. */
  abstract logSize(): Promise<number>;

  /** Whether anything but what signing itself leaves was logged from a position on. */
  abstract hasNews(from: number): Promise<boolean>;

  abstract last(): Promise<SignedHead | undefined>;

  /** The signed head of a size. */
  abstract find(size: number): Promise<SignedHead | undefined>;

  /** Signed heads of more than so many events, the smallest first. */
  abstract list(after: number, limit: number): Promise<readonly SignedHead[]>;

  /** Heads that were begun and not kept, larger than a size, the smallest first. */
  abstract begun(after: number): Promise<readonly HashTree[]>;

  /** Keeps the hashes of whole subtrees between two sizes. Doing it again changes nothing. */
  abstract keepSubtrees(grown: { readonly from: number; readonly to: number }): Promise<void>;

  /** Writes down which root a size has, before it is signed. */
  abstract begin(tree: HashTree): Promise<void>;

  /** Keeps a head. One that is there stays. */
  abstract keep(tree: HashTree, head: string): Promise<void>;
}
