import { Module, type DynamicModule, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, BusConnection, Log, Metrics, Outbox, Readiness, type ConfigOf } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { BusHeadSigner } from './adapters/bus-head-signer.js';
import { EventStreams } from './adapters/event-streams.js';
import { OutboxSignerRecord } from './adapters/outbox-signer-record.js';
import { PostgresJournalHeads } from './adapters/postgres-journal-heads.js';
import { PostgresEventLog } from './adapters/postgres-event-log.js';
import { PostgresTreeHeads } from './adapters/postgres-tree-heads.js';
import { analysisProviders } from './analysis.wiring.js';
import type { auditConfig } from './audit.config.js';
import { EventLog } from './domain/event-log.js';
import { JournalHeads } from './domain/journal-heads.js';
import { RecordEvents } from './domain/record-events.js';
import { HeadSigner, SignerRecord, SignHeads } from './domain/sign-heads.js';
import { TreeHeads } from './domain/tree-heads.js';
import { anchorProviders } from './anchors.wiring.js';
import { archiveControllers, archiveProviders } from './archive.wiring.js';
import { consoleControllers, consoleProviders } from './console.wiring.js';
import { logControllers, logProviders } from './log.wiring.js';
import { receiptControllers, receiptProviders } from './receipts.wiring.js';
import { readerControllers, readerProviders } from './readers.wiring.js';
import { officerControllers, officerProviders } from './officers.wiring.js';
import { reconciliationControllers, reconciliationProviders } from './reconciliation.wiring.js';
import { sourceProviders } from './sources.wiring.js';
import { HeadsTimer } from './transport/heads.timer.js';
import { JournalHeadController } from './transport/journal-head.controller.js';
import { MissingController } from './transport/missing.controller.js';

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
      controllers: [
        ...consoleControllers,
        ...readerControllers,
        ...receiptControllers,
        ...logControllers,
        ...archiveControllers,
        ...reconciliationControllers,
        ...officerControllers,
        MissingController,
        JournalHeadController,
      ],
      providers: [
        adapt(EventLog, PostgresEventLog, DataSource, Outbox<'audit'>),
        adapt(JournalHeads, PostgresJournalHeads, DataSource),
        adapt(TreeHeads, PostgresTreeHeads, DataSource),
        adapt(HeadSigner, BusHeadSigner, Bus),
        adapt(SignerRecord, OutboxSignerRecord, Outbox<'audit'>),
        build(SignHeads, TreeHeads, HeadSigner, SignerRecord, Clock),
        HeadsTimer,
        build(RecordEvents, EventLog),
        ...anchorProviders(config.proofs),
        ...archiveProviders(config),
        ...consoleProviders,
        ...logProviders,
        ...readerProviders(config),
        ...receiptProviders,
        ...reconciliationProviders,
        ...analysisProviders,
        ...officerProviders(config.officers),
        ...sourceProviders(config.sources),
        {
          provide: EventStreams,
          useFactory: (connection: BusConnection, record: RecordEvents, log: Log, metrics: Metrics) =>
            new EventStreams(connection.nats, record, log, { ...config.streams, metrics }),
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
