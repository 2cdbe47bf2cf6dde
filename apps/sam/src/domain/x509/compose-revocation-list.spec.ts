import { beforeEach, describe, expect, it } from '@jest/globals';
import { PART_BYTES } from '@paraph/contracts';
import { createHash } from 'node:crypto';
import { AuthorityWorld } from '../../../test/authority-world.js';
import { serialNumbersOn } from '../../../test/certificate-status.js';
import type { ComposedList } from './compose-revocation-list.js';

/** As many revocations as make a list of two parts. */
const MANY = 18_000;

let world: AuthorityWorld;
beforeEach(async () => void (world = await AuthorityWorld.make()));

const fetched = async (by: AuthorityWorld, { number, parts }: ComposedList) => {
  const bytes = await Promise.all(Array.from({ length: parts }, (_, part) => by.composeList.part('issuing', number, part)));
  return Buffer.concat(bytes.map((part) => part ?? Buffer.alloc(0)));
};
const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64url');

async function revokeMany(count: number): Promise<void> {
  const serialNumbers = Array.from({ length: count }, (_, index) => `4${(index + 1).toString(16).padStart(31, '0')}`);
  const about = { serialNumbers, revokedAt: world.clock.now(), reason: 'superseded' } as const;
  await world.stores.transactions.run((transaction) => world.revocations.revokeAll(transaction, 'issuing', about));
}

describe('a revocation list', () => {
  it('comes part by part from any replica, and is the one whose digest was told', async () => {
    await world.revoke(await world.certified());
    const list = await world.composeList.run('issuing');
    expect(list).toMatchObject({ parts: 1, entries: 1, digest: digestOf(list.crl) });
    const bytes = await fetched(await world.replica(), list);
    expect(digestOf(bytes)).toBe(list.digest);
    expect(serialNumbersOn(bytes)).toHaveLength(1);
  });

  it('that is larger than a message has several parts, none larger than it may be', async () => {
    await revokeMany(MANY);
    const list = await world.composeList.run('issuing');
    expect(list).toMatchObject({ parts: 2, entries: MANY });
    expect(list.crl.length).toBeGreaterThan(PART_BYTES);
    const first = await world.composeList.part('issuing', list.number, 0);
    expect(first).toHaveLength(PART_BYTES);
    expect(digestOf(await fetched(world, list))).toBe(list.digest);
    expect(await world.composeList.part('issuing', list.number, 2)).toBeUndefined();
  });

  it('stays to be fetched while the next two are composed, and not longer', async () => {
    const numbers: number[] = [];
    for (let round = 0; round < 4; round += 1) numbers.push((await world.composeList.run('issuing')).number);
    const kept = await Promise.all(numbers.map((number) => world.composeList.part('issuing', number, 0)));
    expect(kept.map((part) => part !== undefined)).toEqual([false, true, true, true]);
  });

  it.each([
    ['a number that was never given', { number: 99, part: 0 }],
    ['a part behind the last', { number: 1, part: 1 }],
  ])('is not there under %s', async (_name, { number, part }) => {
    await world.composeList.run('issuing');
    expect(await world.composeList.part('issuing', number, part)).toBeUndefined();
    expect(await world.composeList.part('issuing', 1, 0)).toBeDefined();
  });

  it('is kept with its event or not at all', async () => {
    await world.composeList.run('issuing');
    const before = (await world.eventTypes()).length;
    // The number is taken in a transaction of its own.
    world.stores.transactions.fail(0);
    const signed = await world.composeList.compose('issuing');
    world.stores.transactions.fail(1);
    await expect(world.stores.transactions.run((transaction) => world.composeList.keep(transaction, 'issuing', signed))).rejects.toThrow(
      'the database is gone',
    );
    expect(await world.composeList.part('issuing', signed.number, 0)).toBeUndefined();
    expect(await world.eventTypes()).toHaveLength(before);
  });
});
