import { AuthorityStateRows, type StatePlace, type StoredState } from '../src/domain/authority-state/authority-state-rows.js';
import type { Transaction } from '../src/domain/ports/transactions.js';
import { put } from './memory-transactions.js';

/** States in memory, open to a test that plays a hostile database. A lock is the transaction itself, since these run one after the other. */
export class MemoryAuthorityStates extends AuthorityStateRows {
  readonly table = new Map<string, StoredState>();

  override find({ kind, id }: StatePlace): Promise<StoredState | undefined> {
    return Promise.resolve(this.table.get(`${kind}/${id}`));
  }

  override lock(_transaction: Transaction, place: StatePlace): Promise<StoredState | undefined> {
    return this.find(place);
  }

  override share(_transaction: Transaction, place: StatePlace): Promise<StoredState | undefined> {
    return this.find(place);
  }

  override write(transaction: Transaction, { kind, id }: StatePlace, state: StoredState): Promise<void> {
    put(transaction, this.table, { key: `${kind}/${id}`, row: state });
    return Promise.resolve();
  }
}
