import { sha256 } from '@paraph/kernel';

/** Bytes of every hash here: SHA-256. */
export const HASH_BYTES = 32;

/** Root of a tree without a leaf: the digest of nothing (RFC 9162 section 2.1.1). */
export const EMPTY_ROOT: Uint8Array = sha256();

const BEFORE_NODE = 1;

/** Hash of a node over its two children: SHA-256 over 0x01 and both (RFC 9162 section 2.1.1). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  // In one piece, which the digest takes at once: a large log has a hash for each leaf.
  const whole = new Uint8Array(1 + 2 * HASH_BYTES);
  whole[0] = BEFORE_NODE;
  whole.set(left, 1);
  whole.set(right, 1 + HASH_BYTES);
  return sha256(whole);
}

/** Root over the hashes of a whole subtree: their number is a power of two. */
export function foldHashes(hashes: readonly Uint8Array[]): Uint8Array {
  let level = hashes;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let index = 0; index < level.length; index += 2) above.push(nodeHash(at(level, index), at(level, index + 1)));
    level = above;
  }
  return at(level, 0);
}

function at(hashes: readonly Uint8Array[], index: number): Uint8Array {
  const hash = hashes[index];
  if (hash?.length !== HASH_BYTES) throw new RangeError('a hash is missing');
  return hash;
}

/** Whether two hashes are the same. */
export function isSameHash(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
