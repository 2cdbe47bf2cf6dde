import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId, toBase64Url } from '@paraph/kernel';
import { FakeClock } from '@paraph/testing';
import { randomBytes } from 'node:crypto';
import { SealedCounters } from '../src/domain/evidence/counters/sealed-counters.js';
import { OneTimeCodes, type NewCode } from '../src/domain/evidence/one-time-code/one-time-codes.js';
import type { SealedRow } from '../src/domain/ports/sealed-rows.js';
import type { Transaction } from '../src/domain/ports/transactions.js';
import { FakeToken } from './fake-token.js';
import type { SealedStores } from './sealed-stores.js';

const codeOf = (error: { code?: string; message?: string }): string | undefined => error.code ?? error.message;

/** The facts about codes under way. */
export function sentCodesFacts(made: () => SealedStores): void {
  describe('codes under way', () => {
    let stores: SealedStores;
    beforeEach(() => void (stores = made()));
    const run = <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> => stores.transactions.run(work);
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
      [
        'for a replica that began later',
        async () => void (codes = await OneTimeCodes.open(stores.codes, token, new FakeClock(new Date(clock.now().getTime() + 1).toISOString()))),
      ],
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
}
