import { correlationId, inTransaction, unavailableIfLost, type Outbox, type OwnedEvent } from '@paraph/platform';
import { AsyncLocalStorage } from 'node:async_hooks';
import { type DataSource, type EntityManager } from 'typeorm';
import type { JournalChange, JournaledRow, Reliance } from '../../domain/journal/journal-change.js';
import type { Mark, StoredEntry } from '../../domain/journal/journal-entry.js';
import { OutdatedRows } from '../../domain/journal/journal-memory.js';
import type { Journal } from '../../domain/journal/journal.js';
import { Transaction, Transactions, type ExclusiveAct, type SamEvent } from '../../domain/ports/transactions.js';
import { tampered } from '../../domain/records/tampered.js';
import { PostgresJournalEnd } from './postgres-journal.js';
import { Turns } from './turns.js';

/** Advisory locks of the SAM's database; the outbox's relay has its own number in platform. */
const LOCKS = { 'authority-keys': 881_201, 'job-acceptance': 881_202 } as const satisfies Record<ExclusiveAct, number>;

/**
 * How long a transaction waits for its turn to end. Less than the database lets one wait for a lock: whoever has the turn and meets a row of one
 * that waits is not to be the one that goes.
 */
const TURN_MS = 2_000;

class PostgresTransaction extends Transaction {
  readonly events: OwnedEvent<'sam'>[] = [];
  readonly changes: JournalChange[] = [];
  readonly reliances: Reliance[] = [];
  readonly writes: (() => Promise<void>)[] = [];
  readonly afterwards: (() => void)[] = [];
  why: Mark | undefined;

  constructor(
    readonly manager: EntityManager,
    private readonly journal: Journal | undefined,
  ) {
    super();
  }

  override record(event: SamEvent): void {
    // Now, and not when it is written: several requests may share this transaction.
    this.events.push({ event, correlationId: correlationId() });
  }

  override enter(change: JournalChange): void {
    this.journal?.check({ changes: [change], reliances: [] });
    this.changes.push(change);
  }

  override rely(on: Reliance): void {
    this.journal?.check({ changes: [], reliances: [on] });
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

/** What a transaction came to. */
interface Done<T> {
  readonly result: T;
  readonly transaction: PostgresTransaction;
  readonly entry: StoredEntry | undefined;
}

/** The statements of a transaction that `PostgresTransactions` began. */
export function managerOf(transaction: Transaction): EntityManager {
  if (transaction instanceof PostgresTransaction) return transaction.manager;
  throw new Error('a transaction of another store');
}

/** Transactions of PostgreSQL; their events go to the outbox last, since that takes the sequence's lock until the commit. */
export class PostgresTransactions extends Transactions {
  private readonly ends = new Turns(TURN_MS);

  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'sam'>,
    private readonly journal?: Journal,
  ) {
    super();
  }

  override newest(row: JournaledRow): number {
    return this.journal?.newest(row) ?? 0;
  }

  override get epoch(): number {
    return this.journal?.epoch ?? 1;
  }

  override async run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    let leave: (() => void) | undefined;
    const enterTurn = async (): Promise<void> => {
      leave = await this.ends.take();
    };
    try {
      const begun = async (manager: EntityManager): Promise<Done<T>> => {
        const transaction = new PostgresTransaction(manager, this.journal);
        const result = await work(transaction);
        return { result, transaction, entry: await this.end(transaction, enterTurn) };
      };
      const done = await inTransaction(this.database, begun);
      this.confirm(done);
      return done.result;
    } catch (error) {
      leave?.();
      // All of it is undone by now: that a row was old is told by a transaction of its own.
      if (error instanceof OutdatedRows) for (const { kind, id } of error.rows) await tampered(this, kind, id);
      throw unavailableIfLost(error);
    } finally {
      leave?.();
    }
  }

  override ownContext(): (act: () => void) => void {
    return AsyncLocalStorage.snapshot();
  }

  override runAlone<T>(act: ExclusiveAct, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.run(async (transaction) => {
      await managerOf(transaction).query('SELECT pg_advisory_xact_lock($1)', [LOCKS[act]]);
      return work(transaction);
    });
  }

  /**
   * What the transaction writes at its end, its events and its entry, one behind the other. The lock that the events take is held until the
   * commit is answered, so the transactions of this process take turns: an entry is made where the head of the journal is known.
   */
  private async end(transaction: PostgresTransaction, takeTurn: () => Promise<void>): Promise<StoredEntry | undefined> {
    const { manager, events, writes, changes, reliances, why } = transaction;
    const isJournaled = this.journal !== undefined && (changes.length > 0 || reliances.length > 0 || why !== undefined);
    if (isJournaled || events.length > 0) await takeTurn();
    const record = isJournaled ? this.outbox.recordAllNow(manager, events) : this.outbox.recordAll(manager, events);
    const written = Promise.all([...writes.map((write) => write()), record]);
    const [, entry] = await Promise.all([written, isJournaled ? this.enter(transaction) : undefined]);
    return entry;
  }

  /** The journal comes last, under the lock that the events took. */
  private async enter({ manager, events, changes, reliances, why }: PostgresTransaction): Promise<StoredEntry | undefined> {
    const end = await PostgresJournalEnd.lock(manager, events.length > 0);
    return this.journal?.write(end, { changes, reliances, mark: why });
  }

  private confirm({ transaction, entry }: Done<unknown>): void {
    if (entry) this.journal?.confirm(entry);
    else this.journal?.confirmAlone(transaction.changes);
    for (const act of transaction.afterwards) act();
  }
}
