import type { SealedRow, SealedRows } from '../src/domain/ports/sealed-rows.js';
import type { Transaction } from '../src/domain/ports/transactions.js';
import { put } from './memory-transactions.js';

/** Sealed rows in memory: counters of means, or codes under way. Tests reach into `table` as a hostile database would. */
export class MemorySealedRows implements SealedRows {
  readonly table = new Map<string, SealedRow>();

  find(id: string): Promise<SealedRow | undefined> {
    return Promise.resolve(this.table.get(id));
  }

  lock(_transaction: Transaction, id: string): Promise<SealedRow | undefined> {
    return Promise.resolve(this.table.get(id));
  }

  write(transaction: Transaction, row: SealedRow): Promise<void> {
    put(transaction, this.table, { key: row.id, row });
    return Promise.resolve();
  }
}
