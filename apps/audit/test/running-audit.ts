import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Clock } from '@paraph/kernel';
import { BusServer, connectBus, Log, Outbox, OutboxRelay, PlatformModule, Readiness } from '@paraph/platform';
import type { TestNats } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { AuditModule } from '../src/audit.module.js';
import { EventLog } from '../src/domain/event-log.js';
import { closeGate } from '../src/transport/gate.js';
import { auditSettings, type AuditSettings } from './audit-settings.js';

export const AUDITOR_TOKEN = 'the token of the auditor in a test';

/** The audit service as it runs: streams, log, the auditors' API, and its own events carried to itself. */
export interface RunningAudit {
  readonly app: NestFastifyApplication;
  readonly connection: NatsConnection;
  readonly log: EventLog;
  readonly readiness: Readiness;
  stop(): Promise<void>;
}

/** Starts audit's own module over a real broker and a real database, with the settings that hold when nothing is said unless some are named. */
export async function startAudit(nats: TestNats, database: DataSource, changes: Partial<AuditSettings> = {}, clock?: Clock): Promise<RunningAudit> {
  const log = new Log('audit', process.env['TEST_LOG'] ?? 'silent');
  const settings = { url: nats.url, ca: nats.ca, nkey: nats.nkeys.audit };
  const connection = await connectBus('audit', settings);
  const readiness = new Readiness();
  const platform = PlatformModule.around({ service: 'audit', log, readiness, connection, database }, clock);
  const audit = AuditModule.around(auditSettings(AUDITOR_TOKEN, changes));
  const root = { module: class Root {}, imports: [platform, audit] };
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), { logger: false, abortOnError: false });
  const server = new BusServer(connection, 'audit', log);
  app.connectMicroservice({ strategy: server });
  closeGate(app);
  await app.init();
  await app.startAllMicroservices();
  const eventLog = app.get(EventLog);
  const relay = new OutboxRelay('audit', database, connection, log, { findMissing: (after, upTo) => eventLog.missing('audit', after, upTo), everyMs: 200 });
  app.get(Outbox).onRecord(() => relay.wake());
  relay.start();
  return {
    app,
    connection,
    log: eventLog,
    readiness,
    stop: async () => {
      await server.close();
      await app.close();
      await relay.stop();
      await connection.close();
    },
  };
}

/** Waits until something is so, ten seconds at most. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let left = 200; left > 0; left -= 1) {
    if (await isSo()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('it did not come to be');
}
