import type { Provider } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, Outbox } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresSourceRecords } from './adapters/postgres-source-records.js';
import { EventLog } from './domain/event-log.js';
import { SourceRecords } from './domain/sources/source-records.js';
import { WatchSources } from './domain/sources/watch-sources.js';
import { SourcesRounds } from './transport/sources.rounds.js';

/** Whether every source is heard. */
export function sourceProviders({ silenceSeconds }: { readonly silenceSeconds: number }): readonly Provider[] {
  return [
    adapt(SourceRecords, PostgresSourceRecords, DataSource, Outbox<'audit'>),
    {
      provide: WatchSources,
      useFactory: (records: SourceRecords, log: EventLog, clock: Clock) => new WatchSources(records, log, clock, silenceSeconds * 1_000),
      inject: [SourceRecords, EventLog, Clock],
    },
    SourcesRounds,
  ];
}
