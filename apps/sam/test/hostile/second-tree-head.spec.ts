import { beforeEach, describe, expect, it } from '@jest/globals';
import { signTreeHead } from '@paraph/contracts';
import { toBase64Url } from '@paraph/kernel';
import { AuthorityWorld } from '../authority-world.js';
import { MerkleTree } from '@paraph/testing';
import { outcomeOf, refused } from './refusal.js';

/** The log everybody knows, and the same log with another history from its fifth leaf on. */
const log = MerkleTree.of(12);
const other = log.at(4).and('forged', ...log.leaves.slice(5));

describe('a log that shows two auditors two histories', () => {
  let world: AuthorityWorld;
  beforeEach(async () => {
    world = await AuthorityWorld.make();
    await sign(log.at(6));
  });

  const sign = (tree: MerkleTree, consistency: readonly Uint8Array[] = [], { name = 'audit', by = world } = {}) =>
    by.signTreeHead.run(name, { size: tree.size, root: tree.root, consistency });
  const attempt = (...about: Parameters<typeof sign>) => outcomeOf(world.token, () => sign(...about));
  const state = () => world.stores.states.table;

  it('gets a head of a tree that has grown', async () => {
    expect(await attempt(log.at(9), log.at(9).proofFrom(6))).toEqual({ code: 'done', signed: 1 });
    expect(await attempt(log, log.proofFrom(9))).toEqual({ code: 'done', signed: 1 });
  });

  it.each<[string, MerkleTree, readonly Uint8Array[]]>([
    ['of a smaller tree', log.at(5), []],
    ['of a smaller tree, with the proof turned round', log.at(5), log.at(6).proofFrom(5)],
    ['of an empty tree', log.at(0), []],
    ['of the same size and another root', other.at(6), []],
    ['of the same size and another root, with some proof', other.at(6), other.at(6).proofFrom(4)],
    ['without a proof', log.at(9), []],
    ['of another history, with its own proof', other.at(9), other.at(9).proofFrom(6)],
    ['of another history, with the right one’s proof', other.at(9), log.at(9).proofFrom(6)],
    ['with the proof from another size', log.at(9), log.at(9).proofFrom(5)],
    ['with the proof to another size', log.at(9), log.at(10).proofFrom(6)],
    ['with a step left out', log.at(9), log.at(9).proofFrom(6).slice(1)],
    ['with a step behind it', log.at(9), [...log.at(9).proofFrom(6), log.root]],
  ])('gets none %s', async (_what, tree, proof) => {
    expect(await attempt(tree, proof)).toEqual(refused('log.inconsistent'));
    expect((await world.eventTypes()).at(-1)).toBe('tree-head-refused: log.inconsistent');
    expect(await attempt(log.at(9), log.at(9).proofFrom(6))).toEqual({ code: 'done', signed: 1 });
  });

  it('gets no second beginning of a log, and no first head that claims to follow another', async () => {
    expect(await attempt(other.at(3))).toEqual(refused('log.inconsistent'));
    expect(await attempt(other)).toEqual(refused('log.inconsistent'));
    expect(await attempt(other.at(3), other.at(3).proofFrom(2), { name: 'new' })).toEqual(refused('log.inconsistent'));
    expect(await attempt(other.at(3), [], { name: 'new' })).toEqual({ code: 'done', signed: 1 });
  });

  it('gets no empty log with a root', async () => {
    const tree = { size: 0, root: log.root, consistency: [] };
    expect(await outcomeOf(world.token, () => world.signTreeHead.run('new', tree))).toEqual(refused('log.inconsistent'));
  });

  it('gets one root of two that are asked for at once, whichever replicas it asks', async () => {
    const replica = await world.replica();
    const before = world.token.counters.signCalls;
    const results = await Promise.allSettled([
      sign(log.at(9), log.at(9).proofFrom(6)),
      sign(log.at(6).and('a', 'b', 'c'), log.at(6).and('a', 'b', 'c').proofFrom(6), { by: replica }),
      sign(log.at(6).and('d', 'e', 'f'), log.at(6).and('d', 'e', 'f').proofFrom(6)),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(world.token.counters.signCalls - before).toBe(1);
  });

  it('gets one line of heads, when a larger one overtakes another that is being signed', async () => {
    const fork = log.at(6).and('a', 'b', 'c', 'd');
    const results = await Promise.allSettled([sign(log.at(9), log.at(9).proofFrom(6)), sign(fork, fork.proofFrom(6))]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await world.states.find('tree-head', 'audit'))?.signed?.size).toBe(10);
    expect(await attempt(log.at(9), log.at(9).proofFrom(6))).toEqual(refused('log.inconsistent'));
  });

  it('gets no second root of a size that the token may have signed', async () => {
    world.token.failNextSignature('hsm.ambiguous');
    expect(await attempt(log.at(9), log.at(9).proofFrom(6))).toEqual({ code: 'hsm.ambiguous', signed: 1 });
    const fork = log.at(6).and('a', 'b', 'c');
    expect(await attempt(fork, fork.proofFrom(6))).toEqual(refused('log.inconsistent'));
    expect(await attempt(log.at(8), log.at(8).proofFrom(6))).toEqual(refused('log.inconsistent'));
    expect(await attempt(log.at(9), log.at(9).proofFrom(6))).toEqual({ code: 'done', signed: 1 });
  });

  it('gets no smaller head after the database put an older row back', async () => {
    const old = state().get('tree-head/audit');
    await sign(log.at(9), log.at(9).proofFrom(6));
    const newest = state().get('tree-head/audit');
    if (!old || !newest) throw new Error('no state');
    state().set('tree-head/audit', old);
    const fork = log.at(6).and('a', 'b');
    expect(await attempt(fork, fork.proofFrom(6))).toEqual(refused('record.tampered'));
    expect(await attempt(log.at(9), log.at(9).proofFrom(6))).toEqual(refused('record.tampered'));
    state().delete('tree-head/audit');
    expect(await attempt(other)).toEqual(refused('record.tampered'));
    expect((await world.eventTypes()).slice(-2)).toEqual(['record-tampered: record.tampered', 'tree-head-refused: record.tampered']);
    state().set('tree-head/audit', newest);
    expect(await attempt(log, log.proofFrom(9))).toEqual({ code: 'done', signed: 1 });
  });

  it('gets none after the database edited the last one, or took that of another log', async () => {
    await sign(other.at(5), [], { name: 'archive' });
    const row = state().get('tree-head/audit');
    const archive = state().get('tree-head/archive');
    if (!row || !archive) throw new Error('no state');
    for (const forged of [archive, { ...row, body: row.body.replace('"size":6', '"size":5') }, { ...row, body: '{}' }]) {
      state().set('tree-head/audit', forged);
      const by = await world.replica();
      expect(await attempt(other.at(9), other.at(9).proofFrom(5), { by })).toEqual(refused('record.tampered'));
    }
    state().set('tree-head/audit', row);
    expect(await attempt(log.at(9), log.at(9).proofFrom(6))).toEqual({ code: 'done', signed: 1 });
  });

  it('can say nothing in its request but log, size, root and proof', () => {
    const request = { log: 'audit', size: 9, rootHash: toBase64Url(log.root), consistency: [] };
    expect(signTreeHead.request.safeParse(request).success).toBe(true);
    for (const more of [{ iat: 1 }, { previousSize: 0 }, { head: 'a.b.c' }, { typ: 'paraph-sad+jwt' }]) {
      expect(signTreeHead.request.safeParse({ ...request, ...more }).success).toBe(false);
    }
    for (const change of [{ size: -1 }, { size: 1.5 }, { rootHash: 'AA' }, { log: '../audit' }, { consistency: [''] }]) {
      expect(signTreeHead.request.safeParse({ ...request, ...change }).success).toBe(false);
    }
  });
});
