import type { NatsConnection } from '@nats-io/transport-node';
import type { BusService } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { DataSource } from 'typeorm';
import { watchBroker, type OldBroker } from './bus/broker-version.js';
import { connectBus, type BusSettings } from './bus/bus-connection.js';
import { openDatabase, type DatabaseSettings } from './database/database.js';
import { Readiness } from './http/readiness.js';
import type { TlsFiles } from './http/tls.js';
import { Log } from './logs/log.js';
import { recordTraces } from './tracing/traced.js';
import type { Tracer } from './tracing/span.js';
import type { TraceSettings } from './tracing/trace-settings.js';

/** What boot has opened before Nest exists. */
export interface Opened {
  readonly service: string;
  /** The name of this process, new with each start. */
  readonly replica?: string;
  readonly log: Log;
  readonly readiness: Readiness;
  readonly connection: NatsConnection | undefined;
  readonly database: DataSource | undefined;
  /** Absent where no traces are recorded. */
  readonly tracer?: Tracer | undefined;
}

/** The settings by which a process opens what it stands on; a service without a bus or a database leaves it out. */
export interface CommonAreas {
  readonly http: { readonly host: string; readonly port: number; readonly operationsHost: string; readonly operationsPort: number | undefined } & TlsFiles;
  readonly log: { readonly level: string };
  readonly bus?: BusSettings & { readonly oldBroker: OldBroker };
  readonly database?: DatabaseSettings;
  readonly traces?: TraceSettings;
}

/** Opens the log, the bus and the database, and has readiness watch the two that can go away. */
export async function open(service: string, settings: CommonAreas): Promise<Opened> {
  const log = new Log(service, settings.log.level);
  const replica = newId('rep');
  const tracer = await openTracer({ service, replica }, settings.traces);
  const [connection, database] = await Promise.all([
    settings.bus ? connectBus(service as BusService, settings.bus) : undefined,
    settings.database ? openDatabase(service, settings.database) : undefined,
  ]);
  const readiness = new Readiness();
  if (connection) readiness.add('bus', () => connection.flush());
  try {
    if (connection && settings.bus) watchBroker(connection, settings.bus.oldBroker, { log, readiness });
  } catch (error) {
    await Promise.allSettled([connection?.close(), database?.destroy()]);
    throw error;
  }
  if (database) readiness.add('database', async () => void (await database.query('SELECT 1')));
  return { service, replica, log, readiness, connection, database, tracer };
}

/** Only where traces are wanted is OpenTelemetry loaded: its files and its memory are nothing to everybody else. */
async function openTracer(process: { readonly service: string; readonly replica: string }, settings: TraceSettings | undefined): Promise<Tracer | undefined> {
  if (settings?.url === undefined) return undefined;
  const { OtlpTracer } = await import('./tracing/otlp-tracer.js');
  const tracer = new OtlpTracer(process, { ...settings, url: settings.url });
  recordTraces(tracer);
  return tracer;
}
