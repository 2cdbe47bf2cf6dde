import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { NatsConnection } from '@nats-io/transport-node';
import type { BusService } from '@paraph/contracts';
import { Bus, BusServer, connectBus, PlatformModule, readConfig, Readiness } from '@paraph/platform';
import type { TestNats } from '@paraph/testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { courierConfig } from '../src/courier.config.js';
import { courier } from '../src/courier.module.js';
import { CapturedLog } from './captured-log.js';
import type { KeyPair } from './messages.js';

/** The whole of courier in this process, on a bus that is real, with settings as a process has them. */
export interface RunningCourier {
  readonly address: string;
  readonly log: CapturedLog;
  /** As a process that uses its own name on the bus, or another's. */
  as(user: BusService, name?: BusService): Promise<Bus>;
  stop(): Promise<void>;
}

/** Starts it with these settings of its gateways; keys without `COURIER_`, and what a file holds for a key that names one. */
export async function startCourier(nats: TestNats, pair: KeyPair, gateways: Readonly<Record<string, string>>): Promise<RunningCourier> {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-courier-'));
  const file = (key: string, text: string): string => {
    const path = join(folder, key);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const common = {
    HTTP_PORT: '1',
    BUS_URL: nats.url,
    BUS_CA_FILE: nats.ca,
    BUS_NKEY_FILE: nats.nkeys.courier.reveal(),
    KEY_FILE: JSON.stringify(pair.file),
  };
  const environment = Object.entries({ ...common, ...gateways }).map(([key, text]) => [`COURIER_${key}`, key.endsWith('_FILE') ? file(key, text) : text]);
  const config = readConfig(courierConfig, Object.fromEntries(environment) as Record<string, string>);
  rmSync(folder, { recursive: true, force: true });

  const log = new CapturedLog();
  const connections: NatsConnection[] = [];
  const connectAs = async (user: BusService): Promise<NatsConnection> => {
    const connection = await connectBus(user, { url: nats.url, ca: nats.ca, nkey: nats.nkeys[user] });
    connections.push(connection);
    return connection;
  };
  const connection = await connectAs('courier');
  const readiness = new Readiness();
  readiness.add('bus', () => connection.flush());
  const root = {
    module: class Root {},
    imports: [PlatformModule.around({ service: 'courier', log, readiness, connection, database: undefined }), courier.module(config)],
  };
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter({ forceCloseConnections: true }), {
    logger: false,
    abortOnError: false,
  });
  const server = new BusServer(connection, 'courier', log);
  app.connectMicroservice({ strategy: server });
  await app.init();
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  return {
    address: (await app.getUrl()).replace('[::1]', '127.0.0.1'),
    log,
    as: async (user, name = user) => new Bus(await connectAs(user), name),
    stop: async () => {
      await server.close();
      await app.close();
      await Promise.all(connections.map((one) => one.close()));
    },
  };
}
