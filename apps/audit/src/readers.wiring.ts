import type { Provider } from '@nestjs/common';
import { Clock, RequestRate, type Secret } from '@paraph/kernel';
import { adapt, build, Bus, Metrics, Outbox } from '@paraph/platform';
import { JoseSignedProofs, VerifyPossession } from '@paraph/platform/possession';
import { DataSource } from 'typeorm';
import { BusIdentityWords } from './adapters/bus-identity-words.js';
import { BusOperatorSessions } from './adapters/bus-operator-sessions.js';
import { DpopPossession } from './adapters/dpop-possession.js';
import { OutboxOwnRecord } from './adapters/outbox-own-record.js';
import { OutboxReadingRecord } from './adapters/outbox-reading-record.js';
import { PostgresEventCounts } from './adapters/postgres-event-counts.js';
import { MakeEntry } from './domain/entries/make-entry.js';
import { EventLog } from './domain/event-log.js';
import { EventCounts, ReadFigures } from './domain/figures/figures.js';
import { OwnRecord } from './domain/own-record.js';
import { PersonRecords } from './domain/persons/person-records.js';
import { ProveEvents } from './domain/prove-events.js';
import { ReadEvents, ReadingRecord } from './domain/read-events.js';
import { AdmitReader } from './domain/readers/admit-reader.js';
import { AuditorToken } from './domain/readers/auditor-token.js';
import { IdentityWords } from './domain/readers/identity-words.js';
import { KnownReaders } from './domain/readers/known-readers.js';
import { OwnView } from './domain/readers/own-view.js';
import { Possession } from './domain/readers/possession.js';
import { RefusedReaders } from './domain/refused-readers.js';
import { OperatorSessions } from './domain/sessions/operator-sessions.js';
import { SignIn, SignInPage } from './domain/sessions/sign-in.js';
import { ReadTransactions } from './domain/transactions/read-transactions.js';
import { TreeHeads } from './domain/tree-heads.js';
import { EventsController } from './transport/events.controller.js';
import { DocumentController } from './transport/openapi/document.controller.js';
import { ProofsController } from './transport/proofs.controller.js';
import { ReadingLimits } from './transport/reading-limits.js';
import { RecordController } from './transport/record.controller.js';
import { RefusalCount } from './transport/refusal-count.js';
import { SessionController } from './transport/session.controller.js';
import { TransactionController } from './transport/transaction.controller.js';

export const readerControllers = [SessionController, EventsController, ProofsController, TransactionController, RecordController, DocumentController];

/** What the settings say of readers. */
interface ReaderSettings {
  readonly auditor: { readonly token: Secret };
  readonly people: { readonly signInOrigin: string | undefined; readonly timeZone: string };
  readonly reading: { readonly origin: string | undefined; readonly requestsPerMinute: number; readonly exportsPerMinute: number };
}

/** The API over the log: who is let in, and what they read. */
export function readerProviders({ auditor, people, reading }: ReaderSettings): readonly Provider[] {
  return [
    adapt(ReadingRecord, OutboxReadingRecord, Outbox<'audit'>),
    adapt(IdentityWords, BusIdentityWords, Bus),
    { provide: AuditorToken, useValue: new AuditorToken(auditor.token) },
    build(KnownReaders, IdentityWords, Clock),
    {
      provide: Possession,
      useFactory: (clock: Clock) => new DpopPossession(new VerifyPossession(new JoseSignedProofs(), clock), reading.origin),
      inject: [Clock],
    },
    build(AdmitReader, AuditorToken, KnownReaders, Possession),
    {
      provide: ReadingLimits,
      useFactory: (clock: Clock, metrics: Metrics) =>
        new ReadingLimits(new RequestRate(reading.requestsPerMinute, clock), new RequestRate(reading.exportsPerMinute, clock), metrics),
      inject: [Clock, Metrics],
    },
    build(RefusedReaders, ReadingRecord, Clock),
    RefusalCount,
    build(OwnView, EventLog),
    adapt(OwnRecord, OutboxOwnRecord, Outbox<'audit'>),
    adapt(OperatorSessions, BusOperatorSessions, Bus),
    adapt(EventCounts, PostgresEventCounts, DataSource),
    { provide: SignInPage, useValue: new SignInPage(people.signInOrigin) },
    build(SignIn, OperatorSessions, SignInPage, KnownReaders, OwnRecord),
    { provide: MakeEntry, useFactory: (record: OwnRecord, clock: Clock) => new MakeEntry(record, clock, people.timeZone), inject: [OwnRecord, Clock] },
    build(PersonRecords, EventLog, OwnView, OwnRecord),
    build(ReadFigures, EventCounts, ReadingRecord),
    build(ReadTransactions, EventLog, OwnView, ReadingRecord),
    build(ReadEvents, EventLog, OwnView, ReadingRecord),
    build(ProveEvents, TreeHeads, EventLog, OwnView, ReadingRecord),
  ];
}
