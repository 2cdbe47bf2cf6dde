import { SystemClock } from '@paraph/kernel';
import { Outbox } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { PostgresJournalRows } from './adapters/postgres/postgres-journal.js';
import { PostgresTransactions } from './adapters/postgres/postgres-transactions.js';
import { TokenHeadWitness } from './adapters/token-head-witness.js';
import { headInWords } from './domain/journal/journal-entry.js';
import { JournalSeal } from './domain/journal/journal-seal.js';
import { Journal } from './domain/journal/journal.js';
import { HeadWitnesses } from './domain/journal/open-journal.js';
import { ReadJournal } from './domain/journal/read-journal.js';
import { ReopenJournal } from './domain/journal/reopen-journal.js';
import type { Token } from './domain/ports/token.js';

/** What the command needs of the SAM. */
interface Basis {
  readonly database: DataSource;
  readonly token: Token;
}

/** What the officer says. */
interface Order {
  readonly reason: string;
  /** An epoch that audit is known to remember: this command runs without the bus. */
  readonly atLeast?: number;
}

/** Has the journal go on in a new epoch, as a quorum's `reopen-journal` does. A SAM that runs and is closed opens by it within seconds. */
export async function reopenedJournal({ database, token }: Basis, { reason, atLeast }: Order): Promise<Readonly<Record<string, string | number>>> {
  const clock = new SystemClock();
  const seal = await JournalSeal.open(token);
  const journal = new Journal(seal, clock);
  const reader = new ReadJournal(new PostgresJournalRows(database), seal, clock);
  const reopening = new ReopenJournal(journal, reader, new HeadWitnesses([new TokenHeadWitness(token)]));
  const prepared = await reopening.prepare(atLeast);
  const transactions = new PostgresTransactions(database, new Outbox('sam', database, clock), journal);
  await transactions.run(async (transaction) => reopening.write(transaction, prepared, { who: 'officer', reason }));
  await token.writeMark(new TextEncoder().encode(JSON.stringify(seal.witness(journal.head))));
  const { found, lost, epoch } = prepared;
  return { found: headInWords(found), lost: lost.map(headInWords).join(' '), epoch };
}
