import { DestructionRows, type SealedDestruction, type SealedTry } from '../src/domain/destruction/destruction-rows.js';
import type { Transaction } from '../src/domain/ports/transactions.js';
import { put } from './memory-transactions.js';

/** Destroyed keys in memory, open to a test that plays a hostile database. */
export class MemoryDestructionRows extends DestructionRows {
  readonly table = new Map<string, SealedDestruction & { readonly number: number }>();
  readonly tries = new Map<string, SealedTry>();

  override insert(transaction: Transaction, row: SealedDestruction): Promise<void> {
    if (!this.table.has(row.keyId)) put(transaction, this.table, { key: row.keyId, row: { ...row, number: this.table.size + 1 } });
    return Promise.resolve();
  }

  override insertTries(transaction: Transaction, tries: readonly SealedTry[]): Promise<void> {
    for (const row of tries) if (!this.tries.has(`${row.keyId}/${row.replica}`)) put(transaction, this.tries, { key: `${row.keyId}/${row.replica}`, row });
    return Promise.resolve();
  }

  override ofCredential(credentialId: string): Promise<readonly SealedDestruction[]> {
    return Promise.resolve([...this.table.values()].filter((row) => row.credentialId === credentialId));
  }

  override triesOf(keyId: string): Promise<readonly SealedTry[]> {
    return Promise.resolve([...this.tries.values()].filter((row) => row.keyId === keyId));
  }

  override newest(): Promise<number> {
    return Promise.resolve(this.table.size);
  }

  override untried(replica: string, after: number, limit: number): Promise<readonly (SealedDestruction & { readonly number: number })[]> {
    const found = [...this.table.values()].filter(({ keyId, number }) => number > after && !this.tries.has(`${keyId}/${replica}`));
    return Promise.resolve(found.slice(0, limit));
  }
}
