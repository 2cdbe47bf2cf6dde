import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Secret, SystemClock } from '@paraph/kernel';
import { Bus, openDatabase, PlatformModule, Readiness } from '@paraph/platform';
import { freePort, startPostgres } from '@paraph/testing';
import { exportJWK, generateKeyPair } from 'jose';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { migrations } from '../src/adapters/migrations/migrations.js';
import { identity } from '../src/identity.module.js';
import { ContactController } from '../src/transport/contact.controller.js';
import { DirectoryController } from '../src/transport/directory.controller.js';
import { ListingController } from '../src/transport/listing.controller.js';
import { LoginController } from '../src/transport/login.controller.js';
import { OperatorController } from '../src/transport/operator.controller.js';
import { RoleController } from '../src/transport/role.controller.js';
import { TokenController } from '../src/transport/token.controller.js';
import { FakeNeighbours } from './fake-neighbours.js';
import { FakeProvider } from './fake-provider.js';
import { KeptLog } from './kept-log.js';

export const APPROVAL = 'http://127.0.0.1:1';
export const GATEWAY = 'http://127.0.0.1:2';
/** Where operators use their passkeys. */
export const MANAGEMENT_ORIGIN = 'http://management.localhost:3';
export const MANAGEMENT = { service: 'management' } as const;

/** The real identity service over HTTP with a real database; its neighbours and the identity provider are fakes. */
export interface RunningIdentity {
  readonly origin: string;
  readonly neighbours: FakeNeighbours;
  readonly provider: FakeProvider;
  readonly database: DataSource;
  readonly directory: DirectoryController;
  readonly contacts: ContactController;
  readonly listing: ListingController;
  readonly tokens: TokenController;
  readonly logins: LoginController;
  readonly operators: OperatorController;
  readonly roles: RoleController;
  /** Everything it logged. */
  readonly log: KeptLog;
  /** Cookie and signing secrets of the settings. */
  readonly secrets: readonly string[];
  stop(): Promise<void>;
}

/** A certificate with its key, PEM. */
export interface TlsPair {
  readonly certificate: string;
  readonly key: string;
}

interface Surroundings {
  readonly approval?: string;
  /** Where given, the service speaks TLS. */
  readonly https?: TlsPair;
}

export async function runIdentity({
  approval = APPROVAL,
  https,
  ...changes
}: Partial<Pick<Config, 'limits' | 'mutualTls' | 'operators'>> & Surroundings = {}): Promise<RunningIdentity> {
  const postgres = await startPostgres();
  const { ownerUrl, url } = await postgres.database('identity');
  await migrate(ownerUrl);
  const database = await openDatabase('identity', { url: new Secret(url), connections: 6 });
  const neighbours = new FakeNeighbours();
  const provider = new FakeProvider();
  await provider.start(await freePort());
  const log = new KeptLog();
  const port = await freePort();
  const origin = `${https === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  neighbours.provider = { issuer: provider.issuer, redirectUri: `${origin}/evidence/oidc/callback` };
  const { config, secrets } = await settings(origin, provider);
  const app = await start({ ...config, ...changes, origins: { ...config.origins, approval } }, { database, neighbours, log, https });
  await app.listen(port, '127.0.0.1');
  return {
    origin,
    neighbours,
    provider,
    database,
    secrets,
    log,
    directory: app.get(DirectoryController),
    contacts: app.get(ContactController),
    listing: app.get(ListingController),
    tokens: app.get(TokenController),
    logins: app.get(LoginController),
    operators: app.get(OperatorController),
    roles: app.get(RoleController),
    stop: async () => {
      await app.close();
      await provider.stop();
      await database.destroy();
      await postgres.stop();
    },
  };
}

async function migrate(url: string): Promise<void> {
  const owner = await new DataSource({ type: 'postgres', url, migrations: [...migrations], migrationsTableName: 'migration' }).initialize();
  await owner.runMigrations({ transaction: 'each' });
  await owner.destroy();
}

type Config = Parameters<typeof identity.module>[0];

async function settings(origin: string, provider: FakeProvider): Promise<{ config: Config; secrets: string[] }> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const cookieKey = randomBytes(32).toString('base64url');
  const clientSecret = randomBytes(32).toString('base64url');
  const signing = JSON.stringify({ keys: [{ ...jwk, kid: 'as', alg: 'ES256', use: 'sig' }] });
  const config: Config = {
    http: { host: '127.0.0.1', port: 1, operationsHost: '127.0.0.1', operationsPort: undefined, tlsCertificate: undefined, tlsKey: undefined },
    log: { level: 'silent' },
    traces: { url: undefined, headers: undefined, ratio: 1 },
    bus: { url: 'tls://unused', ca: '', nkey: new Secret(''), oldBroker: 'refuse' },
    database: { url: new Secret(''), connections: 1, statementSeconds: 10, heartbeatSeconds: 60 },
    origins: { own: origin, approval: APPROVAL, gateway: GATEWAY },
    keys: { cookies: [new Secret(cookieKey)], signing: new Secret(signing) },
    mutualTls: { certificates: 'ignore' },
    limits: { perClient: 100_000, perAddress: 100_000, tokensPerAddress: 100_000, proxies: 0 },
    operators: { managementOrigin: MANAGEMENT_ORIGIN, rules: undefined, idleMinutes: 15, longestMinutes: 480 },
    login: { provider: { issuer: provider.issuer, clientId: 'login', clientSecret: new Secret(clientSecret) } },
  };
  return { config, secrets: [cookieKey, clientSecret, jwk.d ?? ''] };
}

/** As the platform starts a service that asks for certificates. */
function serverOptions(config: Config, pair: TlsPair) {
  const asking = identity.asksForCertificates?.(config) === true && { requestCert: true, rejectUnauthorized: false };
  return { cert: pair.certificate, key: pair.key, ...asking };
}

async function start(
  config: Config,
  { database, neighbours, log, https }: { database: DataSource; neighbours: FakeNeighbours; log: KeptLog; https: TlsPair | undefined },
): Promise<NestFastifyApplication> {
  const platform = PlatformModule.around({
    service: 'identity',
    log,
    readiness: new Readiness(),
    connection: undefined,
    database,
  });
  const bus: DynamicModule = { module: class FakeBus {}, global: true, providers: [{ provide: Bus, useValue: neighbours }], exports: [Bus] };
  const root: DynamicModule = { module: class Root {}, imports: [platform, bus, identity.module(config)] };
  const options = { bodyLimit: 2_000_000 };
  const app = await NestFactory.create<NestFastifyApplication>(
    root,
    new FastifyAdapter(https === undefined ? options : { ...options, https: serverOptions(config, https) }),
    { logger: false, abortOnError: false },
  );
  await identity.prepare?.(app, config);
  return app;
}

/** For tests that need the present. */
export const clock = new SystemClock();
