import { describe, expect, it } from '@jest/globals';
import { MerkleTree } from '@paraph/testing';
import fc from 'fast-check';
import { isConsistent, type HashTree } from './consistency.js';
import { EMPTY_ROOT } from './node-hash.js';

const LARGEST = 130;
const growth = fc.tuple(fc.integer({ min: 1, max: LARGEST }), fc.integer({ min: 1, max: LARGEST })).filter(([earlier, later]) => earlier < later);
const whole = MerkleTree.of(LARGEST);
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('a consistency proof', () => {
  it('verifies for every two sizes of one tree', () => {
    for (let later = 1; later <= 40; later += 1) {
      for (let earlier = 0; earlier < later; earlier += 1) {
        const tree = whole.at(later);
        expect([earlier, later, isConsistent(whole.at(earlier), tree, tree.proofFrom(earlier))]).toEqual([earlier, later, true]);
      }
    }
  });

  it('verifies for any two sizes of one tree', () => {
    fc.assert(
      fc.property(growth, ([earlier, later]) => {
        const tree = whole.at(later);
        expect(isConsistent(whole.at(earlier), tree, tree.proofFrom(earlier))).toBe(true);
      }),
    );
  });

  it('does not verify for a tree in which one old leaf is another', () => {
    fc.assert(
      fc.property(growth, fc.nat(), ([earlier, later], at) => {
        const leaves = [...whole.at(later).leaves];
        leaves[at % earlier] = 'changed';
        const changed = new MerkleTree(leaves);
        expect(isConsistent(whole.at(earlier), changed, changed.proofFrom(earlier))).toBe(false);
      }),
    );
  });

  it('does not verify with one bit of it changed', () => {
    fc.assert(
      fc.property(growth, fc.nat(), fc.nat(), ([earlier, later], which, bit) => {
        const tree = whole.at(later);
        const proof = tree.proofFrom(earlier).map((step) => Uint8Array.from(step));
        const step = proof[which % proof.length] ?? new Uint8Array(32);
        step[(bit >> 3) % 32] = (step[(bit >> 3) % 32] ?? 0) ^ (1 << (bit & 7));
        expect(isConsistent(whole.at(earlier), tree, proof)).toBe(false);
      }),
    );
  });

  it('does not verify with a step missing, added, or in another place', () => {
    fc.assert(
      fc.property(growth, fc.nat(), hash, ([earlier, later], which, added) => {
        const tree = whole.at(later);
        const proof = tree.proofFrom(earlier);
        const at = which % proof.length;
        const verifies = (other: readonly Uint8Array[]) => isConsistent(whole.at(earlier), tree, other);
        expect(verifies(proof.toSpliced(at, 1))).toBe(false);
        expect(verifies(proof.toSpliced(at, 0, added))).toBe(false);
        expect(verifies([...proof, added])).toBe(false);
        if (proof.length > 1) expect(verifies([...proof.slice(1), ...proof.slice(0, 1)])).toBe(false);
      }),
    );
  });

  it('does not verify for another size of either tree', () => {
    fc.assert(
      fc.property(growth, fc.integer({ min: 0, max: LARGEST }), ([earlier, later], claimed) => {
        const tree = whole.at(later);
        const proof = tree.proofFrom(earlier);
        const at = (size: number, { root }: HashTree) => ({ size, root });
        if (claimed !== earlier) expect(isConsistent(at(claimed, whole.at(earlier)), tree, proof)).toBe(false);
        if (claimed <= earlier) expect(isConsistent(whole.at(earlier), at(claimed, tree), proof)).toBe(false);
      }),
    );
  });

  it('verifies for no made-up steps', () => {
    fc.assert(
      fc.property(growth, fc.array(hash, { maxLength: 12 }), ([earlier, later], steps) => {
        expect(isConsistent(whole.at(earlier), whole.at(later), steps)).toBe(false);
      }),
    );
  });

  it('is never one from a tree to itself, or to a smaller one', () => {
    expect(isConsistent(whole.at(5), whole.at(5), [])).toBe(false);
    expect(isConsistent(whole.at(5), whole.at(4), whole.at(5).proofFrom(4))).toBe(false);
  });

  it('from an empty tree is empty', () => {
    expect(isConsistent(whole.at(0), whole.at(3), [])).toBe(true);
    expect(isConsistent(whole.at(0), whole.at(3), [EMPTY_ROOT])).toBe(false);
    expect(isConsistent({ size: 0, root: whole.root }, whole.at(3), [])).toBe(false);
  });

  it('ends for sizes beyond 32 bits', () => {
    const size = Number.MAX_SAFE_INTEGER;
    expect(isConsistent({ size: 2 ** 40, root: EMPTY_ROOT }, { size, root: EMPTY_ROOT }, [EMPTY_ROOT])).toBe(false);
    expect(isConsistent({ size: size - 1, root: EMPTY_ROOT }, { size, root: EMPTY_ROOT }, Array<Uint8Array>(64).fill(EMPTY_ROOT))).toBe(false);
  });
});
