import { leafHash, sha256 } from '@paraph/kernel';

/** A Merkle tree by its definition (RFC 9162 sections 2.1.1 and 2.1.4.1), slow and apart from what it is to check. */
export class MerkleTree {
  constructor(readonly leaves: readonly string[]) {}

  /** A tree whose leaves nobody else has. */
  static of(size: number, name = 'leaf'): MerkleTree {
    return new MerkleTree(Array.from({ length: size }, (_none, index) => `${name} ${index}`));
  }

  get size(): number {
    return this.leaves.length;
  }

  get root(): Uint8Array {
    return this.rootOf(0, this.size);
  }

  /** This tree when it had this many leaves. */
  at(size: number): MerkleTree {
    return new MerkleTree(this.leaves.slice(0, size));
  }

  /** The same tree with these leaves behind it. */
  and(...leaves: readonly string[]): MerkleTree {
    return new MerkleTree([...this.leaves, ...leaves]);
  }

  /** What proves that this tree extends the one it was at that size. */
  proofFrom(size: number): Uint8Array[] {
    return size === 0 || size === this.size ? [] : this.subproof(size, [0, this.size], true);
  }

  private subproof(size: number, [from, to]: readonly [number, number], isWhole: boolean): Uint8Array[] {
    if (size === to - from) return isWhole ? [] : [this.rootOf(from, to)];
    const split = from + largestPowerBelow(to - from);
    if (size <= split - from) return [...this.subproof(size, [from, split], isWhole), this.rootOf(split, to)];
    return [...this.subproof(size - (split - from), [split, to], false), this.rootOf(from, split)];
  }

  private rootOf(from: number, to: number): Uint8Array {
    if (to === from) return sha256();
    if (to === from + 1) return leafHash(this.leaves[from] ?? '');
    const split = from + largestPowerBelow(to - from);
    return sha256(Uint8Array.of(1), this.rootOf(from, split), this.rootOf(split, to));
  }
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
