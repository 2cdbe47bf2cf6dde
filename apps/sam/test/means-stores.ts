import { PostgresChangeRows } from '../src/adapters/postgres/postgres-change-rows.js';
import { PostgresCounterRows } from '../src/adapters/postgres/postgres-means-counters.js';
import { PostgresOfferedMeans } from '../src/adapters/postgres/postgres-offered-means.js';
import { ChangeRows, type ChangeRow, type StoredChangeProgress } from '../src/domain/changes/change-rows.js';
import { OfferRows, type OfferRow } from '../src/domain/means/offer-rows.js';
import type { CounterRows } from '../src/domain/ports/sealed-rows.js';
import type { Transaction } from '../src/domain/ports/transactions.js';
import { MemorySealedRows } from './memory-sealed-rows.js';
import { put } from './memory-transactions.js';
import type { SamDatabase } from './postgres-stores.js';

/** What the SAM stores of means: offers, changes, counters. */
export interface MeansStores {
  readonly offers: OfferRows;
  readonly changes: ChangeRows;
  readonly counters: CounterRows;
}

/** Offered means in memory, open to a test that plays a hostile database. */
export class MemoryOfferRows extends OfferRows {
  readonly table = new Map<string, OfferRow>();

  override find(reference: string): Promise<OfferRow | undefined> {
    return Promise.resolve(this.table.get(reference));
  }

  override put(transaction: Transaction, row: OfferRow): Promise<void> {
    put(transaction, this.table, { key: row.reference, row });
    return Promise.resolve();
  }
}

/** Changes in memory, open to a test that plays a hostile database. */
export class MemoryChangeRows extends ChangeRows {
  readonly table = new Map<string, ChangeRow>();

  override insert(transaction: Transaction, row: ChangeRow): Promise<void> {
    if (this.table.has(row.changeId)) return Promise.reject(new Error('duplicate change'));
    put(transaction, this.table, { key: row.changeId, row });
    return Promise.resolve();
  }

  override find(changeId: string): Promise<ChangeRow | undefined> {
    return Promise.resolve(this.table.get(changeId));
  }

  override countOpen(credentialId: string, now: Date): Promise<number> {
    const open = [...this.table.values()].filter((row) => row.credentialId === credentialId && row.state === 'open' && row.expiresAt > now);
    return Promise.resolve(open.length);
  }

  override advance(
    transaction: Transaction,
    changeId: string,
    { from, to }: { readonly from: Uint8Array; readonly to: StoredChangeProgress },
  ): Promise<boolean> {
    const row = this.table.get(changeId);
    if (row?.state !== 'open' || Buffer.compare(row.progressMac, from) !== 0) return Promise.resolve(false);
    put(transaction, this.table, { key: changeId, row: { ...row, ...to } });
    return Promise.resolve(true);
  }

  override abandon(transaction: Transaction, changeId: string): Promise<boolean> {
    const row = this.table.get(changeId);
    if (row?.state !== 'open') return Promise.resolve(false);
    put(transaction, this.table, { key: changeId, row: { ...row, state: 'abandoned', progressMac: new Uint8Array() } });
    return Promise.resolve(true);
  }
}

/** Stores in memory. */
export function memoryMeansStores() {
  return { offers: new MemoryOfferRows(), changes: new MemoryChangeRows(), counters: new MemorySealedRows() } satisfies MeansStores;
}

/** Stores over empty tables of a real server. */
export async function postgresMeansStores({ owner, source }: SamDatabase): Promise<MeansStores> {
  await owner.query(`TRUNCATE offered_means, credential_change, means_counter`);
  return { offers: new PostgresOfferedMeans(source), changes: new PostgresChangeRows(source), counters: new PostgresCounterRows(source) };
}
