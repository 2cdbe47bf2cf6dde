import { type Outbox } from '@paraph/platform';
import { type DataSource, type EntityManager } from 'typeorm';
import { Transaction, Transactions, type ExclusiveAct, type SamEvent } from '../../domain/ports/transactions.js';

/** Advisory locks of the SAM's database; the outbox's relay has its own number in platform. */
const LOCKS = { 'authority-keys': 881_201 } as const satisfies Record<ExclusiveAct, number>;

class PostgresTransaction extends Transaction {
  readonly events: SamEvent[] = [];
  readonly afterwards: (() => void)[] = [];

  constructor(readonly manager: EntityManager) {
    super();
  }

  override record(event: SamEvent): void {
    this.events.push(event);
  }

  override whenCommitted(act: () => void): void {
    this.afterwards.push(act);
  }
}

/** The statements of a transaction that `PostgresTransactions` began. */
export function managerOf(transaction: Transaction): EntityManager {
  if (transaction instanceof PostgresTransaction) return transaction.manager;
  throw new Error('a transaction of another store');
}

/** Transactions of PostgreSQL; their events go to the outbox last, since that takes the sequence's lock until the commit. */
export class PostgresTransactions extends Transactions {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'sam'>,
  ) {
    super();
  }

  override async run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const done = await this.database.transaction(async (manager) => {
      const transaction = new PostgresTransaction(manager);
      const result = await work(transaction);
      for (const event of transaction.events) await this.outbox.record(manager, event);
      return { result, afterwards: transaction.afterwards };
    });
    for (const act of done.afterwards) act();
    return done.result;
  }

  override runAlone<T>(act: ExclusiveAct, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.run(async (transaction) => {
      await managerOf(transaction).query('SELECT pg_advisory_xact_lock($1)', [LOCKS[act]]);
      return work(transaction);
    });
  }
}
