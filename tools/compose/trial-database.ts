import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { run } from '../images/buildah.ts';
import { initialisePostgres } from '../stack/postgres.ts';
import { postgresRunner } from '../stack/postgres-runner.ts';
import { SecretFiles } from '../stack/secrets.ts';
import { StateFolder } from '../stack/state.ts';
import { OUTSIDE } from './network.ts';

const PORT = 5432;

/** A PostgreSQL outside the compose file, on which the prepared SQL was run once, as an operator would with psql. */
export async function startTrialDatabase(root: string, folder: string, sql: string): Promise<ChildProcess> {
  const state = new StateFolder(folder);
  const secrets = new SecretFiles(state);
  const runner = postgresRunner(state, root);
  initialisePostgres(runner, secrets);
  appendFileSync(join(runner.data, 'pg_hba.conf'), 'host all all 10.77.0.0/24 scram-sha-256\n');
  const words = [...runner.prefix, join(runner.binaries, 'bin/postgres'), '-D', runner.data, '-p', String(PORT)];
  const settings = ['-c', `listen_addresses=${OUTSIDE}`, '-c', 'unix_socket_directories=', '-c', 'max_connections=120'];
  const [program = '', ...rest] = [...words, ...settings];
  const child = spawn(program, rest, { env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '' }, cwd: '/', stdio: 'ignore' });
  await runSql(secrets.read('postgres.password'), sql);
  return child;
}

/** The command that README.md names. */
async function runSql(password: string, file: string): Promise<void> {
  await untilItAnswers(password);
  run('psql', ['--quiet', '--file', file, `host=${OUTSIDE} port=${PORT} user=postgres password=${password} dbname=postgres`]);
}

async function untilItAnswers(password: string): Promise<void> {
  for (let left = 300; ; left -= 1) {
    const client = new pg.Client({ host: OUTSIDE, port: PORT, user: 'postgres', password, database: 'postgres' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (left === 0) throw error;
      await sleep(100);
    }
  }
}
