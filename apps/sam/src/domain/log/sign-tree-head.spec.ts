import { beforeEach, describe, expect, it } from '@jest/globals';
import { toBase64Url } from '@paraph/kernel';
import { AuthorityWorld } from '../../../test/authority-world.js';
import { MerkleTree } from '@paraph/testing';
import { verifiedJws } from '../../../test/verified-jws.js';

const whole = MerkleTree.of(20);

describe('signing a tree head', () => {
  let world: AuthorityWorld;
  beforeEach(async () => void (world = await AuthorityWorld.make()));

  const sign = (size: number, from = 0, by = world) => {
    const tree = whole.at(size);
    return by.signTreeHead.run('audit', { size, root: tree.root, consistency: tree.proofFrom(from) });
  };

  it('says log, size, root and time, and the size before', async () => {
    expect((await sign(3)).previousSize).toBe(0);
    const { head, previousSize } = await sign(7, 3);
    const { header, payload } = verifiedJws(head, world.authorityKeys.publicKey('tree-head'));
    expect(previousSize).toBe(3);
    expect(header['typ']).toBe('paraph-tree-head+jwt');
    expect(payload).toEqual({ log: 'audit', size: 7, root: toBase64Url(whole.at(7).root), iat: world.clock.now().getTime() / 1_000 });
    expect((await world.eventTypes()).slice(-2)).toEqual(['tree-head-signed', 'tree-head-signed']);
  });

  it('begins with an empty log, where there is one', async () => {
    await sign(0);
    expect((await sign(5, 0)).previousSize).toBe(0);
  });

  it('answers a repetition with the same head, also later and from another replica', async () => {
    const first = await sign(3);
    const calls = world.token.counters.signCalls;
    world.clock.advance(60_000);
    expect(await sign(3)).toEqual(first);
    expect(await sign(3, 0, await world.replica())).toEqual(first);
    expect(world.token.counters.signCalls).toBe(calls);
  });

  it('keeps a state for each log', async () => {
    const other = MerkleTree.of(2, 'other');
    await sign(5);
    const { previousSize } = await world.signTreeHead.run('archive', { size: 2, root: other.root, consistency: [] });
    expect(previousSize).toBe(0);
    expect((await sign(6, 5)).previousSize).toBe(5);
  });

  it('tells the last head of a log, and none of a log that has none', async () => {
    expect(await world.signTreeHead.last('audit')).toBeUndefined();
    await sign(5);
    await sign(7, 5);
    expect(await world.signTreeHead.last('audit')).toMatchObject({ size: 7, root: toBase64Url(whole.at(7).root) });
    expect(await world.signTreeHead.last('archive')).toBeUndefined();
  });

  it('writes its intent before the token signs', async () => {
    world.token.failNextSignature('hsm.unavailable');
    await expect(sign(3)).rejects.toMatchObject({ code: 'hsm.unavailable' });
    expect((await world.states.find('tree-head', 'audit'))?.intended).toEqual({ size: 3, root: toBase64Url(whole.at(3).root) });
    expect((await world.eventTypes()).at(-1)).toBe('tree-head-refused: hsm.unavailable');
  });

  it('signs nothing if the intent cannot be written', async () => {
    const before = world.token.counters.signCalls;
    world.stores.transactions.fail();
    await expect(sign(3)).rejects.toThrow('the database is gone');
    expect(world.token.counters.signCalls).toBe(before);
  });

  it.each(['hsm.unavailable', 'hsm.refused', 'hsm.ambiguous'] as const)('goes on after %s, with the same head or a larger one', async (fault) => {
    await sign(3);
    world.token.failNextSignature(fault);
    await expect(sign(5, 3)).rejects.toMatchObject({ code: fault });
    world.token.failNextSignature(fault);
    await expect(sign(5, 3)).rejects.toMatchObject({ code: fault });
    expect((await sign(8, 3)).previousSize).toBe(3);
    expect((await sign(9, 8)).previousSize).toBe(8);
  });

  it('answers two that ask for the same head at once with one', async () => {
    await sign(3);
    const other = await world.replica();
    const heads = await Promise.all([sign(5, 3), sign(5, 3, other), sign(5, 3)]);
    expect(new Set(heads.map(({ head }) => head)).size).toBe(1);
    expect((await world.eventTypes()).filter((type) => type === 'tree-head-signed')).toHaveLength(2);
  });

  it('drops a signature that cannot be written down, and makes it anew', async () => {
    const signing = world.token.sign.bind(world.token);
    world.token.sign = (key, digest) => {
      world.stores.transactions.fail();
      return signing(key, digest);
    };
    await expect(sign(3)).rejects.toThrow('the database is gone');
    world.stores.transactions.fail(false);
    world.token.sign = signing;
    expect((await world.states.find('tree-head', 'audit'))?.signed).toBeUndefined();
    await expect(sign(3)).resolves.toMatchObject({ previousSize: 0 });
  });
});
