import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { signalGroup, spawnProgram } from '../stack/child.ts';
import { postgresProgram, withSuperuser, type PostgresServer } from '../stack/postgres.ts';
import { postgresRunner } from '../stack/postgres-runner.ts';
import type { StateFolder } from '../stack/state.ts';
import { freePort } from './service-replicas.ts';

const ROOT = dirname(dirname(import.meta.dirname));
/** What a copy must not have of the server it was taken from. */
const NOT_COPIED = new Set(['postmaster.pid', 'postmaster.opts', 'pg_wal', 'pg_replslot']);

/** A second database server that follows the first one, which answers no commit before the second has it. */
export class Standby {
  readonly server: PostgresServer;
  readonly #primary: PostgresServer;
  readonly #child: ChildProcess;

  private constructor(server: PostgresServer, primary: PostgresServer, child: ChildProcess) {
    this.server = server;
    this.#primary = primary;
    this.#child = child;
  }

  /** Copies a running server as PostgreSQL's own backup does, and lets the copy follow it. */
  static async follow(state: StateFolder, primary: PostgresServer): Promise<Standby> {
    const runner = postgresRunner(state, ROOT);
    const data = join(dirname(runner.data), 'standby');
    await copy(primary, runner.data, data);
    const server = { port: await freePort(), password: primary.password };
    const from = `host=127.0.0.1 port=${primary.port} user=postgres password=${primary.password} application_name=standby`;
    writeFileSync(join(data, 'postgresql.auto.conf'), `primary_conninfo = '${from}'\nhot_standby = on\n`, { mode: 0o600 });
    writeFileSync(join(data, 'standby.signal'), '', { mode: 0o600 });
    const program = postgresProgram({ ...runner, data }, server, state.path('logs', 'standby.log'));
    const child = spawnProgram(program);
    await program.ready(AbortSignal.timeout(60_000));
    const standby = new Standby(server, primary, child);
    await standby.#untilSynchronous();
    return standby;
  }

  /** It follows nobody any more: it is the server now. */
  async promote(): Promise<void> {
    await withSuperuser(this.server, (client) => client.query('SELECT pg_promote(true, 30)'));
  }

  stop(): void {
    if (this.#child.pid !== undefined) signalGroup(this.#child.pid, 'SIGKILL');
  }

  async #untilSynchronous(): Promise<void> {
    await withSuperuser(this.#primary, async (client) => {
      await client.query(`ALTER SYSTEM SET synchronous_standby_names = 'standby'`);
      await client.query('SELECT pg_reload_conf()');
      for (let looks = 0; looks < 300; looks += 1) {
        const found = await client.query(`SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'`);
        if (found.rowCount === 1) return;
        await new Promise((done) => setTimeout(done, 100));
      }
      throw new Error('the standby does not follow');
    });
  }
}

async function copy(primary: PostgresServer, from: string, to: string): Promise<void> {
  await withSuperuser(primary, async (client) => {
    await client.query(`SELECT pg_backup_start('standby', true)`);
    cpSync(from, to, { recursive: true, verbatimSymlinks: true, filter: (path) => dirname(path) !== from || !NOT_COPIED.has(basename(path)) });
    for (const empty of ['pg_wal', 'pg_wal/archive_status', 'pg_replslot']) mkdirSync(join(to, empty), { mode: 0o700 });
    const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    writeFileSync(join(to, 'backup_label'), rows[0]?.labelfile ?? '', { mode: 0o600 });
  });
}
