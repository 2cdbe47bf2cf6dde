import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId, toBase64Url } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { randomBytes } from 'node:crypto';
import { SealedCounters } from '../src/domain/evidence/counters/sealed-counters.js';
import { OneTimeCodes, type NewCode } from '../src/domain/evidence/one-time-code/one-time-codes.js';
import { freshCounter, type MeansCounter } from '../src/domain/ports/means-counters.js';
import type { SealedRow } from '../src/domain/ports/sealed-rows.js';
import type { Transaction } from '../src/domain/ports/transactions.js';
import { FakeToken } from './fake-token.js';
import type { SealedStores } from './sealed-stores.js';

const codeOf = (error: { code?: string; message?: string }): string | undefined => error.code ?? error.message;

/** The facts about counters and codes, for memory and PostgreSQL alike. */
export function sealedStoresSuite(name: string, make: () => Promise<SealedStores>): void {
  describe(name, () => {
    let stores: SealedStores;
    beforeEach(async () => void (stores = await make()));
    const run = <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> => stores.transactions.run(work);

    describe.each(['counters', 'codes'] as const)('rows of %s', (table) => {
      const aRow = (change: Partial<SealedRow> = {}): SealedRow => ({ id: 'one', text: '{"a":"é"}', mac: Uint8Array.of(1, 0, 255), ...change });
      const write = (row: SealedRow) =>
        run(async (transaction) => {
          const before = await stores[table].lock(transaction, row.id);
          await stores[table].write(transaction, row);
          return before;
        });

      it('are not there before they are written', async () => {
        expect(await stores[table].find('one')).toBeUndefined();
        expect(await run((transaction) => stores[table].lock(transaction, 'one').then((row) => ({ row })))).toEqual({ row: undefined });
      });

      it('come back as they were written, each under its id', async () => {
        await write(aRow());
        await write(aRow({ id: 'two', text: '{}' }));
        expect(await stores[table].find('one')).toEqual(aRow());
        expect(await write(aRow({ text: '[]' }))).toEqual(aRow());
        expect((await stores[table].find('one'))?.text).toBe('[]');
        expect((await stores[table].find('two'))?.text).toBe('{}');
      });

      it('are as before when the transaction fails', async () => {
        await write(aRow());
        const failing = run(async (transaction) => {
          for (const id of ['one', 'two']) {
            await stores[table].lock(transaction, id);
            await stores[table].write(transaction, aRow({ id, text: '[]' }));
          }
          throw new Error('no');
        });
        await expect(failing).rejects.toThrow('no');
        expect(await stores[table].find('one')).toEqual(aRow());
        expect(await stores[table].find('two')).toBeUndefined();
      });

      it.each(['where there is none yet', 'where there is one'])('are locked for one at a time, %s', async (where) => {
        if (where.endsWith('one')) await write(aRow({ text: '0' }));
        await Promise.all(
          Array.from({ length: 8 }, () =>
            run(async (transaction) => {
              const row = await stores[table].lock(transaction, 'one');
              await new Promise((done) => setTimeout(done, 2));
              await stores[table].write(transaction, aRow({ text: String(Number(row?.text ?? '0') + 1) }));
            }),
          ),
        );
        expect((await stores[table].find('one'))?.text).toBe('8');
      });
    });

    describe('counters', () => {
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

    describe('codes under way', () => {
      const clock = new FakeClock();
      const token = new FakeToken();
      const reference = newId('act');
      const meansId = newId('mns');
      let codes: OneTimeCodes;
      beforeEach(async () => {
        codes = await OneTimeCodes.open(stores.codes, token, clock);
        clock.advance(1_000);
      });

      const aCode = (change: Partial<NewCode> = {}): NewCode => ({
        reference,
        meansId,
        codeMac: toBase64Url(randomBytes(32)),
        madeAt: clock.now().toISOString(),
        expiresAt: new Date(clock.now().getTime() + 300_000).toISOString(),
        ...change,
      });
      const allow = () => Promise.resolve();
      const issue = (change?: Partial<NewCode>, at = codes) => run((transaction) => at.issue(transaction, aCode(change), allow));
      const take = (at = codes) => run((transaction) => at.take(transaction, reference, { tries: 3, now: clock.now() }));
      const taken = (at = codes) => take(at).then(({ tries }) => tries, codeOf);
      const row = async (): Promise<SealedRow> => {
        const found = await stores.codes.find(reference);
        if (!found) throw new Error('no row');
        return found;
      };

      it('have three tries', async () => {
        await issue();
        expect([await taken(), await taken(), await taken(), await taken()]).toEqual([1, 2, 3, 'evidence.invalid']);
      });

      it('have three tries for many at once', async () => {
        await issue();
        const all = await Promise.all(Array.from({ length: 12 }, () => taken()));
        expect(all.filter((one) => typeof one === 'number')).toHaveLength(3);
      });

      it('have three tries over all replicas', async () => {
        const other = await OneTimeCodes.open(stores.codes, token, new FakeClock(new Date(clock.now().getTime() - 10_000).toISOString()));
        await issue();
        expect([await taken(), await taken(other), await taken(), await taken(other)]).toEqual([1, 2, 3, 'evidence.invalid']);
      });

      it('are used once', async () => {
        await issue();
        const code = await take();
        await run((transaction) => codes.use(transaction, code));
        await expect(run((transaction) => codes.use(transaction, code))).rejects.toMatchObject({ code: 'evidence.invalid' });
        expect(await taken()).toBe('evidence.invalid');
      });

      it('end when a new one is sent', async () => {
        await issue();
        const code = await take();
        clock.advance(30_000);
        await issue({ codeMac: 'new' });
        await expect(run((transaction) => codes.use(transaction, code))).rejects.toMatchObject({ code: 'evidence.invalid' });
        expect(await take()).toMatchObject({ codeMac: 'new', tries: 1, serial: 2 });
      });

      it('are sent thirty seconds apart, and say when', async () => {
        await issue();
        clock.advance(12_000);
        await expect(issue()).rejects.toMatchObject({ code: 'evidence.too_many_codes', retryAfter: 18 });
        clock.advance(18_000);
        await issue();
      });

      it('live on when a new one is not allowed', async () => {
        await issue();
        clock.advance(30_000);
        const refused = run((transaction) => codes.issue(transaction, aCode(), () => Promise.reject(new Error('no'))));
        await expect(refused).rejects.toThrow('no');
        expect(await taken()).toBe(1);
      });

      it.each<[string, () => void | Promise<void>]>([
        ['after their time', () => clock.advance(300_000)],
        ['before their time, when a clock was put back', () => clock.advance(-6_000)],
        ['for a replica that began later', async () => void (codes = await OneTimeCodes.open(stores.codes, token, new FakeClock(new Date(clock.now().getTime() + 1).toISOString())))],
        ['when the row was taken away', () => stores.replace('codes', reference, undefined)],
      ])('are no good %s', async (_what, happens) => {
        await issue();
        await happens();
        expect(await taken()).toBe('evidence.invalid');
      });

      it('keep their tries when the row of before is put back', async () => {
        await issue();
        const fresh = await row();
        const outcomes = [];
        for (let round = 0; round < 5; round += 1) {
          outcomes.push(await taken());
          await stores.replace('codes', reference, fresh);
        }
        expect(outcomes).toEqual([1, 2, 3, 'evidence.invalid', 'evidence.invalid']);
      });

      it('stay used when the row of before is put back', async () => {
        await issue();
        const fresh = await row();
        const code = await take();
        await run((transaction) => codes.use(transaction, code));
        await stores.replace('codes', reference, fresh);
        expect(await taken()).toBe('evidence.invalid');
      });

      it('stay replaced when the row of before is put back', async () => {
        await issue();
        const old = await row();
        clock.advance(30_000);
        await issue();
        await stores.replace('codes', reference, old);
        expect(await taken()).toBe('evidence.invalid');
      });

      it('are sent thirty seconds apart although the row was taken away', async () => {
        await issue();
        await stores.replace('codes', reference, undefined);
        await expect(issue()).rejects.toMatchObject({ code: 'evidence.too_many_codes' });
      });

      it('spend a try although its transaction fails at the end', async () => {
        await issue();
        for (let round = 0; round < 3; round += 1) {
          const failing = run(async (transaction) => {
            await codes.take(transaction, reference, { tries: 3, now: clock.now() });
            throw new Error('the database gave up');
          });
          await expect(failing).rejects.toThrow('gave up');
        }
        expect(await taken()).toBe('evidence.invalid');
      });

      it.each<[string, (row: SealedRow) => Partial<SealedRow>]>([
        ['a changed text', ({ text }) => ({ text: text.replace('"tries":0', '"tries":-9') })],
        ['a changed MAC', ({ mac }) => ({ mac: mac.map((byte) => byte ^ 1) })],
        ['no MAC', () => ({ mac: new Uint8Array() })],
      ])('are refused with %s', async (_what, edit) => {
        await issue();
        const genuine = await row();
        await stores.replace('codes', reference, { ...genuine, ...edit(genuine) });
        expect(await taken()).toBe('record.tampered');
        await stores.replace('codes', reference, genuine);
        expect(await taken()).toBe(1);
      });

      it('are refused under another’s reference', async () => {
        await issue();
        const other = newId('act');
        await stores.replace('codes', other, await row());
        await expect(run((transaction) => codes.take(transaction, other, { tries: 3, now: clock.now() }))).rejects.toMatchObject({ code: 'record.tampered' });
      });

      it('never pass for counters', async () => {
        await issue();
        const counters = await SealedCounters.open(stores.counters, token, stores.transactions);
        await stores.replace('counters', reference, await row());
        await expect(counters.read(reference)).rejects.toMatchObject({ code: 'record.tampered' });
      });
    });
  });
}
