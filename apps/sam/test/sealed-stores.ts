import type { SealedRows } from '../src/domain/ports/sealed-rows.js';
import type { SamEvent, Transactions } from '../src/domain/ports/transactions.js';
import { MemorySealedRows } from './memory-sealed-rows.js';
import { MemoryTransactions } from './memory-transactions.js';

/** What is stored of counters and codes, of one make. */
export interface SealedStores {
  readonly transactions: Transactions;
  readonly counters: SealedRows;
  readonly codes: SealedRows;
  /** Puts a row in the place of another, or takes it away: what a hostile database does. */
  replace(table: 'counters' | 'codes', id: string, row: { readonly text: string; readonly mac: Uint8Array } | undefined): Promise<void>;
  events(): Promise<readonly Pick<SamEvent, 'type' | 'particulars'>[]>;
}

/** In memory. */
export function memorySealedStores(): SealedStores {
  const transactions = new MemoryTransactions();
  const tables = { counters: new MemorySealedRows(), codes: new MemorySealedRows() };
  return {
    transactions,
    ...tables,
    replace: async (table, id, row) => {
      if (row) tables[table].table.set(id, { id, ...row });
      else tables[table].table.delete(id);
    },
    events: () => Promise.resolve(transactions.events),
  };
}
