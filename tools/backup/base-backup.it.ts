/** The copy of a running PostgreSQL, while somebody writes to it: whatever was answered before the copy is there, and nothing has a hole. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '@paraph/testing';
import { signalGroup, spawnProgram } from '../stack/child.ts';
import { initialisePostgres, postgresProgram, withSuperuser, type PostgresServer } from '../stack/postgres.ts';
import { postgresRunner } from '../stack/postgres-runner.ts';
import { SecretFiles } from '../stack/secrets.ts';
import { StateFolder } from '../stack/state.ts';
import { baseBackup } from './base-backup.ts';

const ROOT = dirname(dirname(import.meta.dirname));
let folder: string;
let running: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paraph-base-backup-'));
});

afterEach(async () => {
  await kill();
  rmSync(folder, { recursive: true, force: true });
});

async function start(state: StateFolder, server: PostgresServer): Promise<void> {
  const program = postgresProgram(postgresRunner(state, ROOT), server, join(state.folder('logs'), 'postgres.log'));
  running = spawnProgram(program);
  await program.ready(AbortSignal.timeout(20_000));
}

async function kill(): Promise<void> {
  const child = running;
  running = undefined;
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  signalGroup(child.pid, 'SIGKILL');
  await gone;
}

describe('a base backup', () => {
  it('has all that was committed before it, of one moment, when the server is killed afterwards', async () => {
    const first = new StateFolder(join(folder, 'first'));
    const second = new StateFolder(join(folder, 'second'));
    const secrets = new SecretFiles(first);
    const server = { port: await freePort(), password: secrets.read('postgres.password') };
    initialisePostgres(postgresRunner(first, ROOT), secrets);
    await start(first, server);

    const written = { last: 0 };
    const over = new AbortController();
    const writing = withSuperuser(server, async (client) => {
      await client.query('CREATE TABLE entry (place int PRIMARY KEY, text text)');
      while (!over.signal.aborted) {
        await client.query('INSERT INTO entry VALUES ($1, repeat($2, 500))', [written.last + 1, 'x']);
        written.last += 1;
      }
    });
    while (written.last < 200) await new Promise(setImmediate);
    const before = written.last;
    second.folder();
    const { data } = postgresRunner(second, ROOT);
    await baseBackup(server, postgresRunner(first, ROOT).data, data);
    const after = written.last;
    while (written.last < after + 50) await new Promise(setImmediate);
    over.abort();
    await writing;
    await kill();

    await start(second, server);
    const found = await withSuperuser(server, async (client) => {
      const { rows } = await client.query<{ last: number; count: string }>('SELECT max(place) AS last, count(*) AS count FROM entry');
      return { last: rows[0]?.last ?? 0, count: Number(rows[0]?.count) };
    });
    expect(found.count).toBe(found.last);
    expect(found.last).toBeGreaterThanOrEqual(before);
    // Written after the copy was there: not in it, or it would be the old folder that was looked at.
    expect(found.last).toBeLessThan(written.last);
    const slots = await withSuperuser(server, (client) => client.query('SELECT 1 FROM pg_replication_slots'));
    expect(slots.rowCount).toBe(0);
  });
});
