import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DynamicModule } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { findMissingEvents, type BusService, type EventSource } from '@paraph/contracts';
import type { DataSource } from 'typeorm';
import { connectBus, type BusSettings } from './bus/bus-connection.js';
import { Bus } from './bus/bus.js';
import { BusServer } from './bus/bus-server.js';
import { ConfigProblems, readConfig, type ConfigOf, type ConfigShape, type ServiceConfig } from './config/service-config.js';
import { openDatabase, type DatabaseSettings } from './database/database.js';
import { Outbox } from './events/outbox.js';
import { OutboxRelay, type FindMissing } from './events/relay.js';
import { acceptCorrelationId, runWork } from './logs/correlation.js';
import { Log, NestLog } from './logs/log.js';
import { Readiness } from './http/readiness.js';
import { resolveLocalhost } from './http/localhost.js';
import { PlatformModule } from './platform.module.js';

/** What a service is: its settings and its module, and what its edge adds to the HTTP server. */
export interface Service<Shape extends ConfigShape> {
  readonly config: ServiceConfig<Shape>;
  readonly module: (config: ConfigOf<Shape>) => DynamicModule;
  /** How this service finds out which of its events the log lacks, where it need not ask audit. */
  readonly findMissing?: (app: NestFastifyApplication) => FindMissing;
  /** Runs before the server listens: hooks, body parsers, static files. */
  readonly prepare?: (app: NestFastifyApplication, config: ConfigOf<Shape>) => Promise<void> | void;
}

interface CommonAreas {
  readonly http: { readonly host: string; readonly port: number };
  readonly log: { readonly level: string };
  readonly bus?: BusSettings;
  readonly database?: DatabaseSettings;
}

/** Longest HTTP request body, in bytes. */
const BODY_LIMIT = 2_000_000;

/**
 * Starts a service from its environment and stops it on SIGTERM or SIGINT: it takes nothing new, finishes what it has,
 * sends its events, closes. `--check-config` checks the settings and starts nothing. Exit code 78 means the configuration.
 */
export async function boot<Shape extends ConfigShape>(service: Service<Shape>): Promise<void> {
  try {
    const config = readConfig(service.config, process.env);
    if (process.argv.includes('--check-config')) return void process.stdout.write(`${service.config.service}: configuration is complete\n`);
    await start(service, config);
  } catch (error) {
    const text =
      error instanceof ConfigProblems
        ? error.message
        : `${service.config.service} cannot start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    process.stderr.write(`${text}\n`);
    process.exit(error instanceof ConfigProblems ? 78 : 1);
  }
}

async function start<Shape extends ConfigShape>(service: Service<Shape>, config: ConfigOf<Shape>): Promise<void> {
  const name = service.config.service;
  const common = config as unknown as CommonAreas;
  const log = new Log(name, common.log.level);
  resolveLocalhost();
  const connection = common.bus ? await connectBus(name as BusService, common.bus) : undefined;
  const database = common.database ? await openDatabase(name, common.database) : undefined;
  const readiness = partsOf(connection, database);

  const platform = PlatformModule.around({ service: name, log, readiness, connection, database });
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT, forceCloseConnections: 'idle' });
  const root: DynamicModule = { module: class Root {}, imports: [platform, service.module(config)] };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, { logger: new NestLog(log), abortOnError: false });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, _reply, done) => {
      runWork({ correlationId: acceptCorrelationId(request.headers['x-correlation-id']) }, done);
    });
  await service.prepare?.(app, config);

  const server = connection ? new BusServer(connection, name, log) : undefined;
  if (server) app.connectMicroservice({ strategy: server });
  await app.init();
  await app.startAllMicroservices();
  const relay = connection && database ? new OutboxRelay(name as EventSource, database, connection, log, { findMissing: findMissingBy(service, app) }) : undefined;
  const outbox = database ? app.get(Outbox) : undefined;
  if (relay) {
    outbox?.onRecord(() => relay.wake());
    relay.start();
  }
  await app.listen(common.http.port, common.http.host);
  const system = { actor: { kind: 'system', id: name }, outcome: 'success' } as const;
  await outbox?.recordAlone({ ...system, type: 'service-started' });
  log.info('service-started', { port: common.http.port });

  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info('service-stopping', { signal });
    readiness.stop();
    await server?.close();
    await app.close();
    await outbox?.recordAlone({ ...system, type: 'service-stopped', cause: signal });
    await relay?.stop();
    await database?.destroy();
    await connection?.drain();
    log.info('service-stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal).catch((error: unknown) => fail(log, error)));
}

function findMissingBy<Shape extends ConfigShape>(service: Service<Shape>, app: NestFastifyApplication): FindMissing {
  const bus = app.get(Bus);
  return service.findMissing?.(app) ?? (async (after, upTo) => (await bus.call(findMissingEvents, { after, upTo })).missing);
}

function partsOf(connection: NatsConnection | undefined, database: DataSource | undefined): Readiness {
  const readiness = new Readiness();
  if (connection) readiness.add('bus', () => connection.flush());
  if (database) readiness.add('database', async () => void (await database.query('SELECT 1')));
  return readiness;
}

function fail(log: Log, error: unknown): void {
  log.error('stop-failed', error);
  process.exit(1);
}
