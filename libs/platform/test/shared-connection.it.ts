/** Look-ups of concurrent requests over one connection: they share it, give it back, and do not keep one that has died. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import { startPostgres, type TestPostgres } from '@paraph/testing';
import type { DataSource, EntityManager } from 'typeorm';
import { onSharedConnection } from '../src/database/connection.js';
import { GatheredFinds, loadPrepared, openDatabase, preparedRows, rows } from '../src/index.js';

interface Found {
  readonly name: string;
  readonly process: number;
}

const CONNECTIONS = 3;
let postgres: TestPostgres;
let database: DataSource;

beforeAll(async () => {
  postgres = await startPostgres();
  const { url } = await postgres.database('sam');
  database = await openDatabase('sam', { url: new Secret(url), connections: CONNECTIONS, statementSeconds: 5 });
});
afterAll(async () => {
  await database.destroy();
  await postgres.stop();
});

/** Finds of a table of their own; each row says which process of the database answered. */
const findsOf = (table: string) => {
  const sql = `SELECT name, pg_backend_pid() AS process, pg_sleep(0.05)::text FROM unnest($1::text[]) AS ${table} (name) WHERE name <> 'missing'`;
  return new GatheredFinds<Found>(loadPrepared<Found>(database, sql), ({ name }) => [name]);
};

describe('look-ups at the same time', () => {
  it('are answered each with its own row, all by one process', async () => {
    const tables = Array.from({ length: 8 }, (_, index) => findsOf(`table_${index}`));
    const found = await Promise.all(tables.flatMap((finds) => ['a', 'missing', 'b'].map((name) => finds.find(name))));
    expect(found.map((row) => row?.name)).toEqual(tables.flatMap(() => ['a', undefined, 'b']));
    expect(new Set(found.flatMap((row) => (row ? [row.process] : []))).size).toBe(1);
  });

  it('leave the other connections to others, and give theirs back', async () => {
    const finds = findsOf('given_back');
    const reading = finds.find('a');
    await Promise.all(Array.from({ length: CONNECTIONS - 1 }, () => rows(database, `SELECT pg_sleep(0.1)`)));
    await reading;
    // All of them at once: none is still held.
    const busy = await Promise.all(
      Array.from({ length: CONNECTIONS }, () => rows<{ process: number }>(database, `SELECT pg_backend_pid() AS process, pg_sleep(0.3)`)),
    );
    expect(new Set(busy.map(([row]) => row?.process)).size).toBe(CONNECTIONS);
  });

  it('fail with their connection, and the next ones have another although somebody still has the dead one', async () => {
    const process = async (manager: EntityManager) => (await preparedRows<{ process: number }>(manager, `SELECT pg_backend_pid() AS process`))[0]?.process;
    let leave = (): void => undefined;
    const stayed = new Promise<void>((done) => (leave = done));
    const first = await new Promise<number | undefined>((found) => {
      void onSharedConnection(database, async (manager) => {
        found(await process(manager));
        await stayed;
      });
    });
    expect(await onSharedConnection(database, process)).toBe(first);
    await rows(database, `SELECT pg_terminate_backend($1)`, [first]);
    await expect(onSharedConnection(database, process)).rejects.toThrow();
    const next = await onSharedConnection(database, process);
    expect(next).toBeGreaterThan(0);
    expect(next).not.toBe(first);
    leave();
    expect(await findsOf('afterwards').find('b')).toMatchObject({ name: 'b' });
  });

  it('are refused alone where a statement cannot be done', async () => {
    const broken = new GatheredFinds<Found>(loadPrepared<Found>(database, `SELECT nothing FROM nowhere WHERE name = ANY($1)`), ({ name }) => [name]);
    const [refused, found] = await Promise.allSettled([broken.find('a'), findsOf('sound').find('a')]);
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: '42P01' } });
    expect(found).toMatchObject({ status: 'fulfilled', value: { name: 'a' } });
  });
});
