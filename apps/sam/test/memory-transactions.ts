import { Transaction, Transactions, type ExclusiveAct, type SamEvent } from '../src/domain/ports/transactions.js';

class MemoryTransaction extends Transaction {
  readonly events: SamEvent[] = [];
  readonly undo: (() => void)[] = [];
  readonly afterwards: (() => void)[] = [];

  override record(event: SamEvent): void {
    this.events.push(event);
  }

  override whenCommitted(act: () => void): void {
    this.afterwards.push(act);
  }
}

/** Transactions in memory: one after the other, undone when they throw. */
export class MemoryTransactions extends Transactions {
  readonly events: SamEvent[] = [];
  private last: Promise<unknown> = Promise.resolve();
  private failing = false;

  /** Every transaction from now on fails at its commit, as with a database that is gone. */
  fail(failing = true): void {
    this.failing = failing;
  }

  override run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const turn = this.last.then(() => this.one(work));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  override runAlone<T>(_act: ExclusiveAct, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.run(work);
  }

  private async one<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const transaction = new MemoryTransaction();
    try {
      const result = await work(transaction);
      if (this.failing) throw new Error('the database is gone');
      this.events.push(...transaction.events);
      for (const act of transaction.afterwards) act();
      return result;
    } catch (error) {
      for (const undo of transaction.undo.reverse()) undo();
      throw error;
    }
  }
}

/** Sets a row of a memory table inside a transaction; it is as before if the transaction fails. */
export function put<Row>(transaction: Transaction, table: Map<string, Row>, change: { readonly key: string; readonly row: Row | undefined }): void {
  if (!(transaction instanceof MemoryTransaction)) throw new Error('a transaction of another store');
  const { key, row } = change;
  const before = table.get(key);
  transaction.undo.push(() => set(table, key, before));
  set(table, key, row);
}

function set<Row>(table: Map<string, Row>, key: string, row: Row | undefined): void {
  if (row === undefined) table.delete(key);
  else table.set(key, row);
}
