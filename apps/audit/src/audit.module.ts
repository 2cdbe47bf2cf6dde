import { Module, type DynamicModule, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, BusConnection, Log, Metrics, Outbox, Readiness, type ConfigOf } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { BusHeadSigner } from './adapters/bus-head-signer.js';
import { EventStreams } from './adapters/event-streams.js';
import { OutboxReadingRecord } from './adapters/outbox-reading-record.js';
import { OutboxSignerRecord } from './adapters/outbox-signer-record.js';
import { PostgresJournalHeads } from './adapters/postgres-journal-heads.js';
import { PostgresEventLog } from './adapters/postgres-event-log.js';
import { PostgresTreeHeads } from './adapters/postgres-tree-heads.js';
import type { auditConfig } from './audit.config.js';
import { EventLog } from './domain/event-log.js';
import { JournalHeads } from './domain/journal-heads.js';
import { ProveEvents } from './domain/prove-events.js';
import { ReadEvents, ReadingRecord } from './domain/read-events.js';
import { RecordEvents } from './domain/record-events.js';
import { RefusedReaders } from './domain/refused-readers.js';
import { HeadSigner, SignerRecord, SignHeads } from './domain/sign-heads.js';
import { TreeHeads } from './domain/tree-heads.js';
import { AuditorToken } from './transport/auditor.js';
import { EventsController } from './transport/events.controller.js';
import { HeadsTimer } from './transport/heads.timer.js';
import { JournalHeadController } from './transport/journal-head.controller.js';
import { MissingController } from './transport/missing.controller.js';
import { ProofsController } from './transport/proofs.controller.js';

/** The audit service: streams in, log in the middle, auditors' API out. */
@Module({})
export class AuditModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly streams: EventStreams,
    private readonly readiness: Readiness,
    private readonly outbox: Outbox<'audit'>,
  ) {}

  static around(config: ConfigOf<(typeof auditConfig)['shape']>): DynamicModule {
    return {
      module: AuditModule,
      controllers: [EventsController, ProofsController, MissingController, JournalHeadController],
      providers: [
        adapt(EventLog, PostgresEventLog, DataSource, Outbox<'audit'>),
        adapt(JournalHeads, PostgresJournalHeads, DataSource),
        adapt(ReadingRecord, OutboxReadingRecord, Outbox<'audit'>),
        adapt(TreeHeads, PostgresTreeHeads, DataSource),
        adapt(HeadSigner, BusHeadSigner, Bus),
        adapt(SignerRecord, OutboxSignerRecord, Outbox<'audit'>),
        build(SignHeads, TreeHeads, HeadSigner, SignerRecord, Clock),
        build(ProveEvents, TreeHeads, EventLog, ReadingRecord),
        HeadsTimer,
        build(RecordEvents, EventLog),
        build(ReadEvents, EventLog, ReadingRecord),
        build(RefusedReaders, ReadingRecord, Clock),
        { provide: AuditorToken, useValue: new AuditorToken(config.auditor.token) },
        {
          provide: EventStreams,
          useFactory: (connection: BusConnection, record: RecordEvents, log: Log, metrics: Metrics) => new EventStreams(connection.nats, record, log, metrics),
          inject: [BusConnection, RecordEvents, Log, Metrics],
        },
      ],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    this.readiness.add('streams', async () => {
      if (!this.streams.isReading()) throw new Error('not every stream is read');
    });
    this.streams.start();
    await this.record('logging-started');
  }

  async onModuleDestroy(): Promise<void> {
    await this.streams.stop();
    await this.record('logging-stopped');
  }

  private record(type: 'logging-started' | 'logging-stopped'): Promise<void> {
    return this.outbox.recordAlone({ type, actor: { kind: 'system', id: 'audit' }, outcome: 'success' });
  }
}
