import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Server } from 'node:https';
import type { EntityManager } from 'typeorm';
import { findMissingEvents, type EventSource } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { Bus } from './bus/bus.js';
import { checkReport, type CheckedThing } from './check-report.js';
import { BusServer } from './bus/bus-server.js';
import { CallFigures } from './bus/call-figures.js';
import { leaveBus } from './bus/leave-bus.js';
import { ownVersion } from './config/own-version.js';
import { ConfigProblems, readConfig, type ConfigOf, type ConfigShape, type ServiceConfig } from './config/service-config.js';
import { settingsDigest } from './config/settings-digest.js';
import { Outbox } from './events/outbox.js';
import { OutboxRelay, type FindMissing } from './events/relay.js';
import { createApp } from './http/app.js';
import { Metrics } from './http/metrics.js';
import { OperationsPort } from './http/operations-port.js';
import { httpsOptions, tlsPairOf, type TlsPair } from './http/tls.js';
import { TlsRenewal } from './http/tls-renewal.js';
import { open, type CommonAreas, type Opened } from './opened.js';
import { showFigures } from './process-figures.js';
import { stopOnSignal } from './stop-on-signal.js';

/** A source that has nothing to tell says that it is there, unless its settings say otherwise. */
const HEARTBEAT_SECONDS = 60;

/** What a service is: its settings and its module, and what its edge adds to the HTTP server. */
export interface Service<Shape extends ConfigShape> {
  readonly config: ServiceConfig<Shape>;
  readonly module: (config: ConfigOf<Shape>) => DynamicModule;
  /** The clock of the whole process, where it is not just the machine's. */
  readonly clock?: () => Clock;
  /** How this service finds out which of its events the log lacks, where it need not ask audit. */
  readonly findMissing?: (app: NestFastifyApplication) => FindMissing;
  /** Whether clients that come over TLS are asked for a certificate of theirs (RFC 8705). None is demanded and none is judged: that is the service's. */
  readonly asksForCertificates?: (config: ConfigOf<Shape>) => boolean;
  /** What `--check-config` tries beyond reading the settings, without changing anything anywhere. */
  readonly check?: (config: ConfigOf<Shape>) => Promise<readonly CheckedThing[]>;
  /** Runs before the server listens: hooks, body parsers, static files. */
  readonly prepare?: (app: NestFastifyApplication, config: ConfigOf<Shape>) => Promise<void> | void;
}

/**
 * Starts a service from its environment and stops it on SIGTERM or SIGINT: it takes nothing new, finishes what it has,
 * sends its events, closes. `--check-config` checks the settings, tries what the service has to try by them, and starts nothing. Exit code 78 means the
 * configuration, 1 that something else is not well.
 */
export async function boot<Shape extends ConfigShape>(service: Service<Shape>): Promise<void> {
  try {
    const config = readConfig(service.config, process.env);
    const tls = tlsPairOf(service.config.service, (config as unknown as CommonAreas).http);
    if (process.argv.includes('--check-config')) return await check(service, config);
    await start(service, config, tls);
  } catch (error) {
    const text =
      error instanceof ConfigProblems
        ? error.message
        : `${service.config.service} cannot start: ${error instanceof Error ? error.stack || error.message || error.name : String(error)}`;
    process.stderr.write(`${text}\n`);
    process.exit(error instanceof ConfigProblems ? 78 : 1);
  }
}

/** Tells what works and what does not, and ends the process: what was tried may have left connections behind. */
async function check<Shape extends ConfigShape>(service: Service<Shape>, config: ConfigOf<Shape>): Promise<void> {
  const { text, exitCode } = checkReport(service.config.service, (await service.check?.(config)) ?? []);
  await new Promise((written) => process.stdout.write(text, written));
  process.exit(exitCode);
}

async function start<Shape extends ConfigShape>(service: Service<Shape>, config: ConfigOf<Shape>, tls: TlsPair | undefined): Promise<void> {
  const common = config as unknown as CommonAreas;
  const opened = await open(service.config.service, common);
  const https = httpsOptions(tls, service.asksForCertificates?.(config) ?? false);
  const { operationsPort } = common.http;
  const app = await createApp(service.module(config), opened, { clock: service.clock?.(), https, hasOperationsPort: operationsPort !== undefined });
  await service.prepare?.(app, config);
  showFigures(app.get(Metrics), opened, common);

  const server = await answerCalls(app, opened);
  const relay = relayEvents(service, app, { opened, heartbeatSeconds: common.database?.heartbeatSeconds ?? HEARTBEAT_SECONDS });
  const outbox = opened.database ? app.get(Outbox) : undefined;
  const bySystem = { actor: { kind: 'system', id: opened.service }, outcome: 'success' } as const;
  // Made with options of https, it is a server of https; its type does not say so.
  if (tls) new TlsRenewal(app.getHttpServer() as unknown as Server, common.http, tls, opened.log).start(app.get(Metrics));
  await app.listen(common.http.port, common.http.host);
  // Not before the other one listens: who reads here that the process is ready sends it requests.
  const operations = operationsPort === undefined ? undefined : new OperationsPort(opened.readiness, app.get(Metrics));
  if (operationsPort !== undefined) await operations?.listen(operationsPort, common.http.operationsHost);
  const version = ownVersion(process.argv[1]);
  const settings = settingsDigest(service.config, config, process.env);
  await outbox?.recordAlone({ ...bySystem, type: 'service-started', particulars: { version, settings, replica: opened.replica ?? '' } });
  opened.log.info('service-started', { port: common.http.port, tls: tls !== undefined });

  stopOnSignal(opened.log, (signal) => [
    () => opened.readiness.stop(),
    () => server?.close(),
    () => app.close(),
    () => outbox?.recordAlone({ ...bySystem, type: 'service-stopped', cause: signal }),
    () => relay?.stop(),
    () => opened.database?.destroy(),
    () => (opened.connection ? leaveBus(opened.connection) : undefined),
    () => opened.tracer?.stop(),
    () => operations?.close(),
  ]);
}

/** Wakes the modules up and, on the bus, begins to answer. */
async function answerCalls(app: NestFastifyApplication, { service, replica, connection, log }: Opened): Promise<BusServer | undefined> {
  const server = connection ? new BusServer(connection, service, log, replica, new CallFigures(app.get(Metrics))) : undefined;
  if (server) app.connectMicroservice({ strategy: server });
  await app.init();
  await app.startAllMicroservices();
  return server;
}

/** Begins to carry the outbox to the bus, where the service has both. */
function relayEvents<Shape extends ConfigShape>(
  service: Service<Shape>,
  app: NestFastifyApplication,
  { opened, heartbeatSeconds }: { readonly opened: Opened; readonly heartbeatSeconds: number },
): OutboxRelay | undefined {
  const { connection, database, log } = opened;
  if (!connection || !database) return undefined;
  const findMissing = service.findMissing?.(app) ?? askAudit(app.get(Bus));
  const outbox = app.get(Outbox);
  const heartbeat = {
    afterMs: heartbeatSeconds * 1_000,
    record: (transaction: EntityManager) =>
      outbox.record(transaction, { type: 'heartbeat', actor: { kind: 'system', id: opened.service }, outcome: 'success' }),
  };
  const relay = new OutboxRelay(opened.service as EventSource, database, connection, log, { findMissing, heartbeat });
  outbox.onRecord(() => relay.wake());
  relay.start();
  return relay;
}

function askAudit(bus: Bus): FindMissing {
  return async (after, upTo) => (await bus.call(findMissingEvents, { after, upTo })).missing;
}
