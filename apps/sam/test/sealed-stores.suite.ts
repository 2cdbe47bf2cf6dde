import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SealedRow } from '../src/domain/ports/sealed-rows.js';
import type { Transaction } from '../src/domain/ports/transactions.js';
import { sealedCountersFacts } from './sealed-counters.suite.js';
import type { SealedStores } from './sealed-stores.js';
import { sentCodesFacts } from './sent-codes.suite.js';

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

    sealedCountersFacts(() => stores);
    sentCodesFacts(() => stores);
  });
}
