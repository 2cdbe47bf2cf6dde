import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { PostgresRunner } from './postgres-runner.ts';
import { StepFailure } from './progress.ts';
import type { SecretFiles } from './secrets.ts';
import type { SupervisedSpec } from './supervised-program.ts';

/** Where the database server is, for whoever connects as its superuser. */
export interface PostgresServer {
  readonly port: number;
  readonly password: string;
}

// A whole trial stack shares the machine with a browser and an editor: small buffers, few connections. fsync stays on,
// because an intent that is not durable is no intent.
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '80',
  shared_buffers: '32MB',
  io_method: 'sync',
  max_logical_replication_workers: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %d ',
  password_encryption: 'scram-sha-256',
};

/** Makes the database cluster at the first start; never through the npm package's wrapper, which ends our process. */
export function initialisePostgres(runner: PostgresRunner, secrets: SecretFiles): void {
  if (existsSync(join(runner.data, 'PG_VERSION'))) return;
  const passwordFile = join(runner.exchange, 'postgres.initial-password');
  writeFileSync(passwordFile, secrets.read('postgres.password'), { mode: 0o600 });
  const owner = statSync(runner.exchange);
  chownSync(passwordFile, owner.uid, owner.gid);
  const options = ['-U', 'postgres', '--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const [program, ...args] = [...runner.prefix, join(runner.binaries, 'bin/initdb'), '-D', runner.data, ...options];
  const result = spawnSync(program ?? '', args, { encoding: 'utf8', cwd: '/', env: { LC_ALL: 'C', PATH: process.env['PATH'] } });
  rmSync(passwordFile);
  if (result.status === 0) return;
  rmSync(runner.data, { recursive: true, force: true });
  const why = result.error?.message ?? `${result.stdout}${result.stderr}`.trim();
  throw new StepFailure(`initdb failed: ${why}`, 'check that the state folder can be written, then start again');
}

/** The server as a supervised program. */
export function postgresProgram(runner: PostgresRunner, server: PostgresServer, log: string): SupervisedSpec {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', runner.data, '-p', String(server.port), ...settings];
  const [program, ...rest] = [...runner.prefix, join(runner.binaries, 'bin/postgres'), ...args];
  return {
    name: 'postgres',
    command: [program ?? '', ...rest],
    env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '' },
    cwd: '/',
    log,
    stopSignal: 'SIGINT',
    ready: (signal) => untilItAnswers(server, signal),
  };
}

/** A connection as superuser, for the statements that only it may run. */
export async function withSuperuser<T>(server: PostgresServer, use: (client: pg.Client) => Promise<T>, database = 'postgres'): Promise<T> {
  const client = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'postgres', password: server.password, database });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function untilItAnswers(server: PostgresServer, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      await withSuperuser(server, (client) => client.query('SELECT 1'));
      return;
    } catch (error) {
      if (isWrongPassword(error)) throw error;
      await sleep(100);
    }
  }
}

// SQL state 28P01: the data belong to another set of secrets, and waiting will not change that.
function isWrongPassword(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '28P01';
}
