import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, Outbox } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { BusSummaryMessenger } from './adapters/bus-summary-messenger.js';
import { PostgresJudgements } from './adapters/postgres-judgements.js';
import { PostgresSummaryBook } from './adapters/postgres-summary-book.js';
import { ActivityBook } from './domain/analysis/activity-book.js';
import { JudgeCompliance } from './domain/compliance/judge-compliance.js';
import { Judgements, Obligations, type Obligation } from './domain/compliance/obligation.js';
import { EventLog } from './domain/event-log.js';
import { Findings } from './domain/reconciliation/findings.js';
import { SourceRecords } from './domain/sources/source-records.js';
import { ComposeSummary } from './domain/summaries/compose-summary.js';
import { SendSummaries, SummaryBook, SummaryMessenger, type Recipient } from './domain/summaries/send-summaries.js';
import { ComplianceController } from './transport/compliance.controller.js';
import { SummariesRounds } from './transport/summaries.rounds.js';

/** What the settings say of officers and what is owed. */
export interface Officers {
  readonly addresses: readonly string[];
  readonly hook: 'none' | 'courier';
  readonly obligations: readonly Obligation[] | undefined;
}

/** Controllers of what officers judge. */
export const officerControllers: readonly Type[] = [ComplianceController];

/** What security officers are told, and what they answer for. */
export function officerProviders({ addresses, hook, obligations }: Officers): readonly Provider[] {
  const recipients: readonly Recipient[] = [
    ...addresses.map((address) => ({ way: 'email', address }) as const),
    ...(hook === 'courier' ? [{ way: 'hook' } as const] : []),
  ];
  return [
    adapt(SummaryMessenger, BusSummaryMessenger, Bus),
    adapt(SummaryBook, PostgresSummaryBook, DataSource, Outbox<'audit'>),
    adapt(Judgements, PostgresJudgements, DataSource, Outbox<'audit'>),
    { provide: Obligations, useValue: new Obligations(obligations ?? []) },
    build(ComposeSummary, Findings, ActivityBook, SourceRecords),
    build(JudgeCompliance, Obligations, Judgements, EventLog, Clock),
    {
      provide: SendSummaries,
      useFactory: (compose: ComposeSummary, messenger: SummaryMessenger, book: SummaryBook, log: EventLog, clock: Clock) =>
        new SendSummaries(compose, { messenger, book, log }, recipients, clock),
      inject: [ComposeSummary, SummaryMessenger, SummaryBook, EventLog, Clock],
    },
    SummariesRounds,
  ];
}
