import type { Provider } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, Log, Metrics, Outbox, Readiness, type ConfigOf } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { AuditHeadWitness } from './adapters/audit-head-witness.js';
import { PostgresJournalRows } from './adapters/postgres/postgres-journal.js';
import { PostgresReplicas } from './adapters/postgres/postgres-replicas.js';
import { PostgresTransactions } from './adapters/postgres/postgres-transactions.js';
import { TokenHeadWitness } from './adapters/token-head-witness.js';
import { JournalSeal } from './domain/journal/journal-seal.js';
import { Journal } from './domain/journal/journal.js';
import { HeadWitnesses, OpenJournal } from './domain/journal/open-journal.js';
import { ReadJournal } from './domain/journal/read-journal.js';
import { ReopenJournal } from './domain/journal/reopen-journal.js';
import { WatchJournal } from './domain/journal/watch-journal.js';
import { JournalRows } from './domain/ports/journal-rows.js';
import { Replicas } from './domain/ports/replicas.js';
import { Token } from './domain/ports/token.js';
import { Transactions } from './domain/ports/transactions.js';
import type { samConfig } from './sam.config.js';
import { JournalDials, JournalPace, JournalTimer } from './transport/journal.timer.js';

type Config = ConfigOf<typeof samConfig.shape>;

/** The journal, who remembers how far it was, and the transactions that add to it. `sam.module.ts` adds them to its own. */
export function journalProviders({ journal: settings }: Config): Provider[] {
  return [
    { provide: JournalSeal, useFactory: (token: Token) => JournalSeal.open(token), inject: [Token] },
    build(Journal, JournalSeal, Clock),
    adapt(Transactions, PostgresTransactions, DataSource, Outbox, Journal),
    adapt(JournalRows, PostgresJournalRows, DataSource),
    adapt(Replicas, PostgresReplicas, DataSource),
    {
      provide: HeadWitnesses,
      useFactory: (bus: Bus, token: Token) => new HeadWitnesses([new AuditHeadWitness(bus), new TokenHeadWitness(token)]),
      inject: [Bus, Token],
    },
    build(ReadJournal, JournalRows, JournalSeal, Clock),
    build(ReopenJournal, Journal, ReadJournal, HeadWitnesses),
    {
      provide: OpenJournal,
      useFactory: (...[journal, reader, witnesses, replicas, transactions]: OpeningParts) =>
        new OpenJournal(journal, reader, witnesses, replicas, { transactions, afterUncleanEnd: settings.afterUncleanEnd }),
      inject: [Journal, ReadJournal, HeadWitnesses, Replicas, Transactions],
    },
    {
      provide: WatchJournal,
      useFactory: (...[journal, rows, witnesses, replicas, transactions, opening, clock]: WatchParts) =>
        new WatchJournal(
          journal,
          rows,
          { witnesses, replicas, transactions, opening },
          (witness) => ({ everyMs: witness instanceof TokenHeadWitness ? settings.markSeconds * 1_000 : 0 }),
          clock,
        ),
      inject: [Journal, JournalRows, HeadWitnesses, Replicas, Transactions, OpenJournal, Clock],
    },
    { provide: JournalPace, useValue: new JournalPace(settings.headSeconds * 1_000) },
    build(JournalDials, Log, JournalPace, Metrics, Readiness),
    build(JournalTimer, Journal, WatchJournal, Replicas, Transactions, JournalDials),
  ];
}

type OpeningParts = [Journal, ReadJournal, HeadWitnesses, Replicas, Transactions];
type WatchParts = [Journal, JournalRows, HeadWitnesses, Replicas, Transactions, OpenJournal, Clock];
