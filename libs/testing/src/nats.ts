import { createUser } from '@nats-io/nkeys';
import { busServices, natsAccounts, type BusService } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './free-port.js';

/** A real nats-server with the permissions of the contract table, TLS and nkeys, on a free port. */
export interface TestNats {
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  readonly nkeys: Readonly<Record<BusService, Secret>>;
  readonly port: number;
  /** Gives a process another key, as after a theft: the server reads its configuration again and drops who holds the old one. */
  revoke(service: BusService): Promise<void>;
  /** Ends the server as a kill does. */
  crash(): Promise<void>;
  /** Starts it again with what its streams have on disk, on the same port. */
  begin(): Promise<void>;
  stop(): Promise<void>;
}

type PublicKeys = Readonly<Record<BusService, string>>;

export async function startNats(): Promise<TestNats> {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-nats-'));
  const port = await freePort();
  makeCertificates(folder);
  const users = busServices.map((service) => [service, createUser()] as const);
  let publicKeys = Object.fromEntries(users.map(([service, user]) => [service, user.getPublicKey()])) as PublicKeys;
  const nkeys = Object.fromEntries(users.map(([service, user]) => [service, new Secret(new TextDecoder().decode(user.getSeed()))])) as Record<
    BusService,
    Secret
  >;
  const configure = (): void =>
    writeFileSync(
      join(folder, 'nats.conf'),
      [
        `listen: "127.0.0.1:${port}"`,
        `tls { cert_file: "${folder}/server.pem", key_file: "${folder}/server.key" }`,
        `jetstream { store_dir: "${folder}/jetstream" }`,
        natsAccounts(publicKeys),
      ].join('\n'),
    );
  configure();
  // A test that dies must not leave a server behind: on Linux it ends with us.
  const endsWithParent = process.platform === 'linux' ? ['setpriv', '--pdeathsig', 'TERM', '--'] : [];
  const [program = '', ...words] = [...endsWithParent, natsServer(), '-c', join(folder, 'nats.conf')];
  let child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  await untilItSays(child, 'Server is ready');
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await ended;
  };
  return {
    url: `tls://localhost:${port}`,
    ca: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    nkeys,
    port,
    revoke: async (service) => {
      publicKeys = { ...publicKeys, [service]: createUser().getPublicKey() };
      configure();
      const reloaded = untilItSays(child, 'Reloaded server configuration');
      child.kill('SIGHUP');
      await reloaded;
    },
    crash: () => end('SIGKILL'),
    begin: async () => {
      child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
      await untilItSays(child, 'Server is ready');
    },
    stop: async () => {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The server the bootstrap built if it is there, otherwise the system's. */
export function natsServer(): string {
  // Another one to try the same tests with, such as the one a distribution ships.
  const named = process.env['PARAPH_TEST_NATS_SERVER'];
  if (named) return named;
  const built = resolve(import.meta.dirname, '../../../.paraph-tools/bin/nats-server');
  return existsSync(built) ? built : 'nats-server';
}

/** A new authority, and a certificate of it for this machine: `ca.pem`, `server.pem`, `server.key`. */
export function makeCertificates(folder: string, ...extensions: readonly string[]): void {
  const openssl = (...args: string[]): unknown => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  openssl('req', '-x509', ...curve, '-subj', '/CN=test bus', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl(
    'req',
    '-x509',
    ...curve,
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost,IP:127.0.0.1',
    ...extensions.flatMap((one) => ['-addext', one]),
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-keyout',
    'server.key',
    '-out',
    'server.pem',
  );
}

/** Until a program has written these words to its standard error. */
export async function untilItSays(child: ChildProcess, words: string): Promise<void> {
  let text = '';
  await new Promise<void>((said, fail) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(words)) said();
    });
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`nats-server ended with ${code}: ${text}`)));
  });
}
