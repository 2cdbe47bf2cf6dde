import { beforeAll, describe, expect, it } from '@jest/globals';
import { leafHash } from '@paraph/kernel';
import { MerkleTree } from '@paraph/testing';
import fc from 'fast-check';
import { Frontier } from './frontier.js';
import { LogTree } from './log-tree.js';
import { MemoryHashes } from './memory-hashes.js';

const LARGEST = 600;
const leaves = Array.from({ length: LARGEST }, (_, index) => leafHash(`leaf ${index}`));
const defined = MerkleTree.of(LARGEST);

describe('the frontier of a log', () => {
  let kept: MemoryHashes;
  beforeAll(async () => void (kept = await MemoryHashes.of(leaves)));

  it('has after each leaf the root that the definition gives', () => {
    const frontier = new Frontier();
    expect(frontier.root()).toEqual(defined.at(0).root);
    for (const [index, leaf] of leaves.entries()) {
      frontier.append(leaf);
      expect([frontier.size, frontier.root()]).toEqual([index + 1, defined.at(index + 1).root]);
    }
  });

  it('is what the tree says it is, at any size', async () => {
    const frontier = new Frontier();
    for (let size = 0; size <= LARGEST; size += 1) {
      expect(await new LogTree(kept, size).frontier()).toEqual(frontier.hashes);
      const leaf = leaves[size];
      if (leaf) frontier.append(leaf);
    }
  });

  it('goes on from any size to any later one without the leaves before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(LARGEST), fc.nat(LARGEST), async (one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const frontier = new Frontier(from, await new LogTree(kept, from).frontier());
        for (const leaf of leaves.slice(from, to)) frontier.append(leaf);
        expect(frontier.root()).toEqual(defined.at(to).root);
      }),
    );
  });

  it('leads elsewhere once one hash of it is another', async () => {
    const [first, ...others] = await new LogTree(kept, 300).frontier();
    expect(new Frontier(300, [first ?? new Uint8Array(), ...others]).root()).toEqual(defined.at(300).root);
    expect(new Frontier(300, [leafHash('another'), ...others]).root()).not.toEqual(defined.at(300).root);
  });

  it('gives away a copy, so that nobody changes it from outside', () => {
    const frontier = new Frontier(1, [leafHash('leaf 0')]);
    (frontier.hashes as Uint8Array[]).pop();
    expect(frontier.root()).toEqual(defined.at(1).root);
  });

  it.each([
    [-1, []],
    [1.5, []],
    [3, [leafHash('one')]],
    [2, [leafHash('one'), leafHash('two')]],
    [1, [new Uint8Array(31)]],
    [0, [leafHash('one')]],
  ])('refuses what is no frontier of size %d', (size, hashes) => {
    expect(() => new Frontier(size, hashes)).toThrow(RangeError);
  });

  it('stands on the left of the path of the leaf behind it, in a tree of any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(LARGEST - 1), fc.nat(LARGEST - 1), async (one, other) => {
        const [position, size] = [Math.min(one, other), Math.max(one, other) + 1];
        const tree = new LogTree(kept, size);
        expect(Frontier.before(position, size, await tree.inclusion(position)).hashes).toEqual(await new LogTree(kept, position).frontier());
      }),
    );
  });

  it.each<[string, number, number, number]>([
    ['a leaf that the tree does not have', 5, 5, 0],
    ['no place', -1, 5, 0],
    ['a path that is too short', 7, 300, 100],
  ])('is not made of %s', async (_case, position, size, cut) => {
    const path = await new LogTree(kept, Math.max(size, 1)).inclusion(Math.min(Math.max(position, 0), size - 1));
    expect(() => Frontier.before(position, size, path.slice(cut))).toThrow(RangeError);
  });

  it('takes sizes beyond 32 bits', () => {
    const frontier = new Frontier(2 ** 40, [leafHash('all of them')]);
    frontier.append(leafHash('one more'));
    expect(frontier.size).toBe(2 ** 40 + 1);
    expect(frontier.hashes).toHaveLength(2);
  });
});
