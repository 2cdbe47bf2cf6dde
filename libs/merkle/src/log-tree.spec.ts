import { beforeAll, describe, expect, it } from '@jest/globals';
import { leafHash } from '@paraph/kernel';
import { MerkleTree } from '@paraph/testing';
import { isConsistent } from './consistency.js';
import { isIncluded } from './inclusion.js';
import { BLOCK, LogTree } from './log-tree.js';
import { MemoryHashes } from './memory-hashes.js';
import { EMPTY_ROOT } from './node-hash.js';

/** Counts what is read. */
class CountedHashes extends MemoryHashes {
  reads = 0;

  override async read(level: number, block: number): Promise<readonly Uint8Array[]> {
    this.reads += 1;
    return super.read(level, block);
  }
}

const hashes = (count: number, from = 0): Uint8Array[] => Array.from({ length: count }, (_, index) => leafHash(`leaf ${from + index}`));
const defined = MerkleTree.of(600);

async function logOf(size: number): Promise<CountedHashes> {
  const kept = new CountedHashes();
  await kept.grow(hashes(size));
  return kept;
}

describe('the tree of a log', () => {
  let kept: CountedHashes;
  beforeAll(async () => void (kept = await logOf(600)));

  it.each([0, 1, 2, 3, 7, 8, 255, 256, 257, 300, 511, 512, 513, 600])('of %i leaves has the root that the definition gives', async (size) => {
    expect(await new LogTree(kept, size).root()).toEqual(defined.at(size).root);
  });

  it('has for each leaf a path that leads to the root, and to no other', async () => {
    for (const size of [1, 2, 5, 256, 257, 600]) {
      const tree = new LogTree(kept, size);
      const root = await tree.root();
      for (const position of new Set([0, 1, size >> 1, size - 2, size - 1].filter((one) => one >= 0 && one < size))) {
        const leaf = { position, leafHash: leafHash(`leaf ${position}`) };
        const path = await tree.inclusion(position);
        expect(isIncluded(leaf, { size, root }, path)).toBe(true);
        expect(isIncluded({ ...leaf, leafHash: leafHash('another') }, { size, root }, path)).toBe(false);
        expect(isIncluded(leaf, { size, root: EMPTY_ROOT }, path)).toBe(false);
        expect(isIncluded({ ...leaf, position: position + 1 }, { size, root }, path)).toBe(false);
        expect(isIncluded(leaf, { size, root }, [...path, EMPTY_ROOT])).toBe(false);
        if (path.length > 0) expect(isIncluded(leaf, { size, root }, path.slice(1))).toBe(false);
      }
    }
  });

  it('proves of each size that it extends the one before, as the definition does', async () => {
    for (const [earlier, later] of [
      [1, 2],
      [3, 7],
      [255, 256],
      [256, 512],
      [256, 513],
      [257, 600],
      [512, 600],
      [599, 600],
    ] as const) {
      const proof = await new LogTree(kept, later).consistency(earlier);
      expect(proof).toEqual(defined.at(later).proofFrom(earlier));
      expect(isConsistent({ size: earlier, root: defined.at(earlier).root }, { size: later, root: defined.at(later).root }, proof)).toBe(true);
    }
    expect(await new LogTree(kept, 600).consistency(600)).toEqual([]);
    expect(await new LogTree(kept, 600).consistency(0)).toEqual([]);
  });

  it('grows by portions into what it is when it grows at once', async () => {
    const slowly = new CountedHashes();
    for (const [from, count] of [
      [0, 100],
      [100, 156],
      [256, 1],
      [257, 343],
    ] as const)
      await slowly.grow(hashes(count, from));
    expect(slowly.levels).toEqual(kept.levels);
  });

  it.each([-1, 600, 601, 1.5, Number.NaN])('has no path for place %d', async (position) => {
    await expect(new LogTree(kept, 600).inclusion(position)).rejects.toThrow(RangeError);
  });

  it.each([-1, 601, 0.5, Number.NaN])('proves nothing of size %d', async (earlier) => {
    await expect(new LogTree(kept, 600).consistency(earlier)).rejects.toThrow(RangeError);
  });

  it('says so where a hash is not kept, and makes none up', async () => {
    await expect(new LogTree(kept, 601).root()).rejects.toThrow('not kept');
    const holed = new CountedHashes();
    holed.levels[0] = hashes(300);
    await expect(new LogTree(holed, 300).root()).rejects.toThrow('not kept');
    await holed.grow(hashes(300, 300));
    await expect(new LogTree(holed, 600).root()).rejects.toThrow();
  });
});

describe('a large log', () => {
  const SIZE = BLOCK * BLOCK + 3 * BLOCK + 5;

  it('keeps one hash for 256, and a proof reads two blocks of each level', async () => {
    const kept = await logOf(SIZE);
    expect(kept.levels.map(({ length }) => length)).toEqual([SIZE, BLOCK + 3, 1]);
    const tree = new LogTree(kept, SIZE);
    const root = await tree.root();
    kept.reads = 0;
    const fresh = new LogTree(kept, SIZE);
    const path = await fresh.inclusion(70_000 % SIZE);
    expect(kept.reads).toBeLessThanOrEqual(6);
    expect(isIncluded({ position: 70_000 % SIZE, leafHash: leafHash(`leaf ${70_000 % SIZE}`) }, { size: SIZE, root }, path)).toBe(true);
    const proof = await tree.consistency(300);
    expect(isConsistent({ size: 300, root: defined.at(300).root }, { size: SIZE, root }, proof)).toBe(true);
  });
});
