import { beforeEach, describe, expect, it } from '@jest/globals';
import type { KeyRow, KeyRows } from '../src/domain/ports/key-rows.js';
import type { RewrapRows } from '../src/domain/ports/rewrap-rows.js';
import type { Transactions } from '../src/domain/ports/transactions.js';

/** What the suite runs against. */
export interface RewrapStores {
  readonly transactions: Transactions;
  readonly keys: KeyRows;
  readonly rewrap: RewrapRows;
}

const key = (keyId: string, kekGeneration: number): KeyRow => ({
  keyId,
  purpose: 'signer',
  algorithm: 'p256',
  publicKey: Buffer.from('public'),
  blob: Buffer.from(`blob ${keyId}`),
  tokenFamily: 'fake',
  kekGeneration,
  mac: Buffer.from(`mac ${keyId} ${kekGeneration}`),
});
const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute));

/** What any store of generations does. */
export function rewrapRowsSuite(name: string, make: () => Promise<RewrapStores>): void {
  describe(name, () => {
    let stores: RewrapStores;
    const turn = (holder: string, now: number, until = now + 2) =>
      stores.transactions.run((transaction) => stores.rewrap.takeTurn(transaction, { generation: 2, holder, now: at(now), until: at(until) }));
    beforeEach(async () => {
      stores = await make();
      await stores.transactions.run(async (transaction) => {
        for (const one of [key('key_a', 1), key('key_b', 2), key('key_c', 1), key('key_d', 3)]) await stores.keys.insert(transaction, one);
      });
    });

    it('counts keys by generation', async () => {
      expect([...(await stores.rewrap.counts())].toSorted(([one], [other]) => one - other)).toEqual([
        [1, 2],
        [2, 1],
        [3, 1],
      ]);
    });

    it('finds keys of earlier generations in order, in pages', async () => {
      expect((await stores.rewrap.older(3, '', 2)).map(({ keyId }) => keyId)).toEqual(['key_a', 'key_b']);
      expect((await stores.rewrap.older(3, 'key_b', 2)).map(({ keyId }) => keyId)).toEqual(['key_c']);
      expect(await stores.rewrap.older(1, '', 2)).toEqual([]);
      expect([await stores.rewrap.hasOlder(1), await stores.rewrap.hasOlder(2)]).toEqual([false, true]);
    });

    it('replaces a key that is still the one that was read, and nothing else of it', async () => {
      const [old, next] = [key('key_a', 1), { ...key('key_a', 2), blob: Buffer.from('new'), algorithm: 'p384' as const }];
      expect(await stores.transactions.run((transaction) => stores.rewrap.replace(transaction, old, next))).toBe(true);
      const found = await stores.keys.find('key_a');
      expect(found).toMatchObject({ kekGeneration: 2, algorithm: 'p256' });
      expect(Buffer.from(found!.blob).toString()).toBe('new');
      expect(await stores.transactions.run((transaction) => stores.rewrap.replace(transaction, old, next))).toBe(false);
    });

    it('does not bring a destroyed key back', async () => {
      await stores.transactions.run((transaction) => stores.keys.erase(transaction, 'key_a'));
      expect(await stores.transactions.run((transaction) => stores.rewrap.replace(transaction, key('key_a', 1), key('key_a', 2)))).toBe(false);
      expect(await stores.keys.find('key_a')).toBeUndefined();
    });

    it('gives the turn to one at a time, and to the next when it has lapsed', async () => {
      expect(await turn('one', 0)).toMatchObject({ isNew: true, rewrapped: 0 });
      expect(await turn('other', 1)).toBeUndefined();
      expect(await turn('one', 1)).toMatchObject({ isNew: false });
      expect(await turn('other', 3)).toMatchObject({ isNew: false });
      expect(await turn('one', 4)).toBeUndefined();
    });

    it('counts on, finishes once, and begins again', async () => {
      await turn('one', 0);
      await stores.transactions.run((transaction) => stores.rewrap.progress(transaction, 2, 2));
      await stores.transactions.run((transaction) => stores.rewrap.progress(transaction, 2, 3));
      expect(await stores.rewrap.finishedAt(2)).toBeUndefined();
      expect(await stores.transactions.run((transaction) => stores.rewrap.finish(transaction, 2, at(9)))).toMatchObject({ rewrapped: 5, startedAt: at(0) });
      expect(await stores.transactions.run((transaction) => stores.rewrap.finish(transaction, 2, at(10)))).toBeUndefined();
      expect(await stores.rewrap.finishedAt(2)).toEqual(at(9));
      await turn('one', 11);
      expect(await stores.rewrap.finishedAt(2)).toBeUndefined();
    });

    it('finishes a generation that had nothing to do', async () => {
      expect(await stores.transactions.run((transaction) => stores.rewrap.finish(transaction, 4, at(9)))).toMatchObject({ rewrapped: 0 });
      expect(await stores.rewrap.finishedAt(4)).toEqual(at(9));
    });
  });
}
