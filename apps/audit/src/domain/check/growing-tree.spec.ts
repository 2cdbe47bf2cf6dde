import { describe, expect, it } from '@jest/globals';
import { leafHash } from '@paraph/kernel';
import { EMPTY_ROOT, MemoryHashes, subtreesToKeep, type WholeSubtree } from '@paraph/merkle';
import { MerkleTree } from '@paraph/testing';
import { GrowingTree, type KeptSubtree } from './growing-tree.js';

const bodies = Array.from({ length: 66_000 }, (_, nth) => `event ${nth}`);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('a tree that grows leaf by leaf', () => {
  it('has the root of the definition at every size', () => {
    const tree = new GrowingTree();
    expect(hex(tree.root())).toBe(hex(EMPTY_ROOT));
    for (let size = 1; size <= 70; size += 1) {
      tree.add(leafHash(bodies[size - 1] ?? ''));
      expect(hex(tree.root())).toBe(hex(new MerkleTree(bodies.slice(0, size)).root));
    }
  });

  it('tells of the same subtrees that a log keeps, two levels high', async () => {
    const tree = new GrowingTree();
    const found: KeptSubtree[] = bodies.flatMap((body) => [...tree.add(leafHash(body))]);
    const kept: WholeSubtree[] = [];
    for await (const one of subtreesToKeep(await MemoryHashes.of(bodies.map((body) => leafHash(body))), { from: 0, to: bodies.length })) kept.push(one);
    const order = (all: readonly (KeptSubtree | WholeSubtree)[]) => all.map(({ level, index, hash }) => `${level}/${index} ${hex(hash)}`).sort();
    expect(order(found)).toEqual(order(kept));
    expect(found.map(({ level }) => level)).toContain(2);
  });
});
