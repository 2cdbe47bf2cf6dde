import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import { SealedCounters } from '../src/domain/evidence/counters/sealed-counters.js';
import { freshCounter, type MeansCounter } from '../src/domain/ports/means-counters.js';
import type { SealedRow } from '../src/domain/ports/sealed-rows.js';
import type { Transaction } from '../src/domain/ports/transactions.js';
import { FakeToken } from './fake-token.js';
import type { SealedStores } from './sealed-stores.js';

/** The facts about what is counted of means. */
export function sealedCountersFacts(made: () => SealedStores): void {
  describe('counters', () => {
    let stores: SealedStores;
    beforeEach(() => void (stores = made()));
    const run = <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> => stores.transactions.run(work);
    const meansId = newId('mns');
    const token = new FakeToken();
    let counters: SealedCounters;
    beforeEach(async () => void (counters = await replica()));

    const replica = () => SealedCounters.open(stores.counters, token, stores.transactions);
    const change = (by: (counter: MeansCounter) => MeansCounter, at = counters) => run((transaction) => at.change(transaction, meansId, by));
    const tryWrong = (at = counters) => change((counter) => ({ ...counter, wrongTries: counter.wrongTries + 1 }), at);
    const row = async (): Promise<SealedRow> => {
      const found = await stores.counters.find(meansId);
      if (!found) throw new Error('no row');
      return found;
    };

    it('begin fresh', async () => {
      expect(await counters.read(meansId)).toEqual(freshCounter);
    });

    it('keep what was counted, for every replica', async () => {
      const counted = { wrongTries: 2, isLocked: true, signCount: 7, lastStep: 9, codes: { day: '2027-03-01', count: 3 } };
      expect(await change(() => counted)).toEqual(counted);
      expect(await counters.read(meansId)).toEqual(counted);
      expect(await (await replica()).read(meansId)).toEqual(counted);
    });

    it('count each of many at once', async () => {
      await Promise.all(Array.from({ length: 10 }, () => tryWrong()));
      expect((await counters.read(meansId)).wrongTries).toBe(10);
    });

    it('begin anew when that is lawful, for every replica', async () => {
      const other = await replica();
      await tryWrong();
      await change((counter) => ({ ...counter, isLocked: true }), other);
      expect(await counters.read(meansId)).toMatchObject({ wrongTries: 1, isLocked: true });
      await change(() => freshCounter, other);
      expect(await counters.read(meansId)).toEqual(freshCounter);
    });

    it('never count back what only grows', async () => {
      await change(() => ({ ...freshCounter, signCount: 9, lastStep: 9, codes: { day: '2027-03-01', count: 2 } }));
      await change(() => freshCounter);
      expect(await counters.read(meansId)).toMatchObject({ signCount: 9, lastStep: 9, codes: { day: '2027-03-01', count: 2 } });
    });

    it('count the codes of a new day anew', async () => {
      await change((counter) => ({ ...counter, codes: { day: '2027-03-01', count: 9 } }));
      await change((counter) => ({ ...counter, codes: { day: '2027-03-02', count: 1 } }));
      expect((await counters.read(meansId)).codes).toEqual({ day: '2027-03-02', count: 1 });
    });

    it('are not written by a change that refuses', async () => {
      await tryWrong();
      await expect(
        change(() => {
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      expect((await counters.read(meansId)).wrongTries).toBe(1);
    });

    it.each<[string, (before: SealedRow) => Promise<void>]>([
      ['put back', (before) => stores.replace('counters', meansId, before)],
      ['taken away', () => stores.replace('counters', meansId, undefined)],
    ])('know better than a row that was %s', async (_what, attack) => {
      await tryWrong();
      const before = await row();
      await change(() => ({ wrongTries: 3, isLocked: true, signCount: 5, lastStep: 6, codes: { day: '2027-03-01', count: 4 } }));
      await attack(before);
      const known = { wrongTries: 3, isLocked: true, signCount: 5, lastStep: 6, codes: { day: '2027-03-01', count: 4 } };
      expect(await counters.read(meansId)).toEqual(known);
      await attack(before);
      expect(await tryWrong()).toEqual({ ...known, wrongTries: 4 });
      // What the replica knew stands in the row again.
      expect(await (await replica()).read(meansId)).toEqual({ ...known, wrongTries: 4 });
    });

    it('stay locked when an unlocked row of before is put back', async () => {
      await change((counter) => ({ ...counter, isLocked: true }));
      await change((counter) => ({ ...counter, isLocked: false }));
      const unlocked = await row();
      await counters.read(meansId);
      await change((counter) => ({ ...counter, isLocked: true }));
      await stores.replace('counters', meansId, unlocked);
      expect((await counters.read(meansId)).isLocked).toBe(true);
    });

    it('count a try although its transaction fails at the end', async () => {
      const failing = run(async (transaction) => {
        await counters.change(transaction, meansId, (counter) => ({ ...counter, wrongTries: counter.wrongTries + 1, lastStep: 4 }));
        throw new Error('the database gave up');
      });
      await expect(failing).rejects.toThrow('gave up');
      expect(await counters.read(meansId)).toMatchObject({ wrongTries: 1, lastStep: 4 });
    });

    it('pardon nothing in a transaction that fails at the end', async () => {
      await change((counter) => ({ ...counter, wrongTries: 2, isLocked: true }));
      const failing = run(async (transaction) => {
        await counters.change(transaction, meansId, () => freshCounter);
        throw new Error('the database gave up');
      });
      await expect(failing).rejects.toThrow('gave up');
      expect(await counters.read(meansId)).toMatchObject({ wrongTries: 2, isLocked: true });
    });

    it.each<[string, (row: SealedRow) => Partial<SealedRow>]>([
      ['a changed text', ({ text }) => ({ text: text.replace('"wrongTries":1', '"wrongTries":0') })],
      ['a changed MAC', ({ mac }) => ({ mac: mac.map((byte) => byte ^ 1) })],
      ['an empty MAC', () => ({ mac: new Uint8Array() })],
      ['an empty row', () => ({ text: '', mac: new Uint8Array() })],
      ['a MAC by another token', ({ text }) => ({ text, mac: Uint8Array.from(randomBytes(32)) })],
    ])('are refused with %s, and an event says so', async (_what, edit) => {
      await tryWrong();
      const genuine = await row();
      await stores.replace('counters', meansId, { ...genuine, ...edit(genuine) });
      await expect(counters.read(meansId)).rejects.toMatchObject({ code: 'record.tampered' });
      expect((await stores.events()).at(-1)).toMatchObject({ type: 'record-tampered', particulars: { kind: 'means counter', id: meansId } });
      await expect(tryWrong()).rejects.toMatchObject({ code: 'record.tampered' });
      await stores.replace('counters', meansId, genuine);
      expect((await tryWrong()).wrongTries).toBe(2);
    });

    it('are refused under another’s id', async () => {
      await tryWrong();
      const other = newId('mns');
      await stores.replace('counters', other, await row());
      await expect(counters.read(other)).rejects.toMatchObject({ code: 'record.tampered' });
    });
  });
}
