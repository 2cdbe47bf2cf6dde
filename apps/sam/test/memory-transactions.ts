import { ServiceError } from '@paraph/contracts';
import { SystemClock } from '@paraph/kernel';
import type { JournalChange, JournaledRow, Reliance } from '../src/domain/journal/journal-change.js';
import type { Mark } from '../src/domain/journal/journal-entry.js';
import { OutdatedRows } from '../src/domain/journal/journal-memory.js';
import { Journal } from '../src/domain/journal/journal.js';
import { JournalSeal } from '../src/domain/journal/journal-seal.js';
import { Transaction, Transactions, type ExclusiveAct, type SamEvent } from '../src/domain/ports/transactions.js';
import { tampered } from '../src/domain/records/tampered.js';
import { MemoryJournalRows } from './memory-journal.js';

class MemoryTransaction extends Transaction {
  readonly events: SamEvent[] = [];
  readonly changes: JournalChange[] = [];
  readonly reliances: Reliance[] = [];
  readonly undo: (() => void)[] = [];
  readonly writes: (() => Promise<void>)[] = [];
  readonly afterwards: (() => void)[] = [];
  why: Mark | undefined;

  constructor(private readonly journal: Journal) {
    super();
  }

  override record(event: SamEvent): void {
    this.events.push(event);
  }

  override enter(change: JournalChange): void {
    this.journal.check({ changes: [change], reliances: [] });
    this.changes.push(change);
  }

  override rely(on: Reliance): void {
    this.journal.check({ changes: [], reliances: [on] });
    this.reliances.push(on);
  }

  override mark(mark: Mark): void {
    this.why = mark;
  }

  override atTheEnd(write: () => Promise<void>): void {
    this.writes.push(write);
  }

  override whenCommitted(act: () => void): void {
    this.afterwards.push(act);
  }
}

/** Transactions in memory: one after the other, undone when they throw. */
export class MemoryTransactions extends Transactions {
  readonly events: SamEvent[] = [];
  private failing = 0;

  constructor(
    /** What this replica knows of the journal. A test that starts the SAM again puts another one here. */
    public journal: Journal = openJournal(),
    /** The journal's table, open to a test that plays a hostile database. */
    readonly journalRows = new MemoryJournalRows(),
    /** Whose turn it is; replicas over one table share it. */
    private readonly turns: { last: Promise<unknown> } = { last: Promise.resolve() },
  ) {
    super();
  }

  override newest(row: JournaledRow): number {
    return this.journal.newest(row);
  }

  override get epoch(): number {
    return this.journal.epoch;
  }

  /** So many transactions from now on fail at their commit, as with a database that is gone. */
  fail(commits: number | boolean = true): void {
    this.failing = commits === true ? Infinity : Number(commits);
  }

  override run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const turn = this.turns.last.then(() => this.one(work));
    this.turns.last = turn.catch(() => undefined);
    return turn;
  }

  override runAlone<T>(_act: ExclusiveAct, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.run(work);
  }

  private mayFail(): void {
    if (this.failing <= 0) return;
    this.failing -= 1;
    throw new ServiceError('service.unavailable', 'the database is gone', { retryAfter: 1 });
  }

  private async one<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const transaction = new MemoryTransaction(this.journal);
    const before = this.journalRows.table.length;
    try {
      const result = await work(transaction);
      for (const write of transaction.writes) await write();
      this.mayFail();
      const { changes, reliances, why } = transaction;
      const isEntered = changes.length > 0 || reliances.length > 0 || why !== undefined;
      const entry = isEntered ? await this.journal.write(this.journalRows.end, { changes, reliances, mark: why }) : undefined;
      if (entry) this.journal.confirm(entry);
      else this.journal.confirmAlone(changes);
      this.events.push(...transaction.events);
      for (const act of transaction.afterwards) act();
      return result;
    } catch (error) {
      for (const undoing of transaction.undo.reverse()) undoing();
      this.journalRows.table.length = Math.min(before, this.journalRows.table.length);
      // Not in turn: this one still has it.
      if (error instanceof OutdatedRows)
        for (const { kind, id } of error.rows) await tampered({ record: (event: SamEvent) => Promise.resolve(void this.events.push(event)) }, kind, id);
      throw error;
    }
  }
}

/** A journal as it is before its first entry, open. */
export function openJournal(seal = new JournalSeal(Buffer.alloc(32, 1), Buffer.alloc(32, 2)), clock = new SystemClock()): Journal {
  const journal = new Journal(seal, clock);
  journal.open();
  return journal;
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
