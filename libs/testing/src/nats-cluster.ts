import { createUser } from '@nats-io/nkeys';
import { busServices, type BusService } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { makeCertificates, natsServer, untilItSays } from './nats.js';

const SERVERS = 3;
/** `sync_interval: always`, which the cluster's configuration has, came with 2.10. */
const OLDEST = [2, 10] as const;
const CONFIG = resolve(import.meta.dirname, '../../../deploy/nats/server.conf');

/** Three real servers that run the very files of an installation (deploy/nats), on free ports of this machine. */
export interface TestNatsCluster {
  /** Of each server. */
  readonly urls: readonly string[];
  /** PEM. */
  readonly ca: string;
  readonly nkeys: Readonly<Record<BusService, Secret>>;
  /** Ends one server as a kill does. */
  crash(server: number): Promise<void>;
  stop(): Promise<void>;
}

/** Why there can be no cluster here: the server that is installed does not know what the configuration says. */
export function whyNoCluster(): string | undefined {
  const found = /v(\d+)\.(\d+)\.\d+/.exec(execFileSync(natsServer(), ['--version'], { encoding: 'utf8' }));
  const [major = 0, minor = 0] = found?.slice(1).map(Number) ?? [];
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return `nats-server ${found?.[0] ?? 'without a version'} is too old for deploy/nats/server.conf; the bootstrap builds a supported one where Go is`;
}

export async function startNatsCluster(): Promise<TestNatsCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-nats-cluster-'));
  makeCertificates(folder, 'extendedKeyUsage=serverAuth,clientAuth');
  const ports = await Promise.all(
    Array.from({ length: SERVERS }, async () => ({ clients: await freePort(), routes: await freePort(), monitoring: await freePort() })),
  );
  const users = busServices.map((service) => [service, createUser()] as const);
  const shared = {
    ...Object.fromEntries(ports.map(({ routes }, place) => [`NATS_ROUTE_${place}`, `tls://127.0.0.1:${routes}`])),
    ...Object.fromEntries(users.map(([service, user]) => [`NKEY_${service.toUpperCase().replaceAll('-', '_')}`, user.getPublicKey()])),
    NATS_CERTIFICATE: join(folder, 'server.pem'),
    NATS_KEY: join(folder, 'server.key'),
    NATS_CA: join(folder, 'ca.pem'),
    NATS_STORE_MOST: '2GB',
  };
  // A test that dies must not leave servers behind: on Linux they end with us.
  const endsWithParent = process.platform === 'linux' ? ['setpriv', '--pdeathsig', 'TERM', '--'] : [];
  const [program = '', ...words] = [...endsWithParent, natsServer(), '--config', CONFIG];
  const servers = ports.map(({ clients, routes, monitoring }, place) => {
    const own = { NATS_CLIENTS: clients, NATS_ROUTES: routes, NATS_MONITORING: monitoring };
    const addresses = Object.fromEntries(Object.entries(own).map(([name, port]) => [name, `127.0.0.1:${port}`]));
    const env = { PATH: process.env['PATH'] ?? '', ...shared, ...addresses, NATS_SERVER_NAME: `nats-${place}`, NATS_STORE: join(folder, `store-${place}`) };
    return spawn(program, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  });
  await Promise.all(servers.map((child) => untilItSays(child, 'Server is ready')));
  await Promise.all(ports.map(({ monitoring }) => untilHealthy(`http://127.0.0.1:${monitoring}/healthz`)));
  return {
    urls: ports.map(({ clients }) => `tls://localhost:${clients}`),
    ca: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    // One for each process.
    nkeys: Object.fromEntries(users.map(([service, user]) => [service, new Secret(new TextDecoder().decode(user.getSeed()))])) as Record<BusService, Secret>,
    crash: async (server) => end(servers[server], 'SIGKILL'),
    stop: async () => {
      await Promise.all(servers.map((child) => end(child, 'SIGTERM')));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** JetStream has found a leader and this server keeps up with it. */
async function untilHealthy(address: string): Promise<void> {
  while (
    !(await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await sleep(50);
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill(signal);
  await ended;
}
