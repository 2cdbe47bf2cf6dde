import { appendFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import { spawnProgram } from '../stack/child.ts';
import { postgresProgram, withSuperuser, type PostgresServer } from '../stack/postgres.ts';
import { postgresRunner } from '../stack/postgres-runner.ts';
import type { StateFolder } from '../stack/state.ts';

const ROOT = dirname(dirname(import.meta.dirname));
const SLOT = 'second_site';
const READY_WITHIN_MS = 60_000;

/** Has the primary keep its log for a second site from now on; before the copy is taken that the site begins with. */
export async function keepLogFor(primary: PostgresServer): Promise<void> {
  await withSuperuser(primary, (client) => client.query('SELECT pg_create_physical_replication_slot($1, true)', [SLOT]));
}

/** Has each commit of the primary wait until the second site has it too. */
export async function waitForStandby(primary: PostgresServer): Promise<void> {
  await withSuperuser(primary, async (client) => {
    await client.query(`ALTER SYSTEM SET synchronous_standby_names = '${SLOT}'`);
    await client.query('SELECT pg_reload_conf()');
    const isSync = async (): Promise<boolean> => ((await client.query(`SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'`)).rowCount ?? 0) > 0;
    await until(isSync, 'the standby is waited for');
  });
}

/** A database server of the second site that follows the first one's, by streaming (PostgreSQL, "Log-Shipping Standby Servers"). */
export class Standby {
  readonly #state: StateFolder;
  readonly #server: PostgresServer;
  #child: ChildProcess | undefined;

  /** `state` has a base backup of the primary; `port` is the standby's own as long as both sites are there. */
  constructor(state: StateFolder, primary: PostgresServer, port: number) {
    this.#state = state;
    this.#server = { port, password: primary.password };
    const { data } = postgresRunner(state, ROOT);
    const conninfo = `host=127.0.0.1 port=${primary.port} user=postgres password=${primary.password} application_name=${SLOT}`;
    appendFileSync(join(data, 'postgresql.auto.conf'), `primary_conninfo = '${conninfo}'\nprimary_slot_name = '${SLOT}'\n`);
    writeFileSync(join(data, 'standby.signal'), '', { mode: 0o600 });
  }

  async start(): Promise<void> {
    this.#state.folder('logs');
    const program = postgresProgram(postgresRunner(this.#state, ROOT), this.#server, this.#state.path('logs', 'standby.log'));
    this.#child = spawnProgram(program);
    await program.ready(AbortSignal.timeout(READY_WITHIN_MS));
  }

  /** Resolves when it has all that the primary has written by now. */
  async caughtUp(primary: PostgresServer): Promise<void> {
    const upTo = await withSuperuser(primary, async (client) => (await client.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn')).rows[0]?.lsn);
    const has = (): Promise<boolean> =>
      withSuperuser(this.#server, async (client) => {
        const { rows } = await client.query<{ yes: boolean | null }>('SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS yes', [upTo]);
        return rows[0]?.yes === true;
      });
    await until(has, 'the standby has what the primary has');
  }

  /** Ends its following: from now on it has a history of its own. */
  async promote(): Promise<void> {
    await withSuperuser(this.#server, (client) => client.query('SELECT pg_promote(true, 60)'));
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGINT');
    await gone;
  }
}

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = performance.now() + READY_WITHIN_MS; performance.now() < end; await sleep(50)) if (await isSo()) return;
  throw new Error(`never came to be: ${what}`);
}
