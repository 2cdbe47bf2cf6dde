import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { PostgresCounterRows } from '../src/adapters/postgres/postgres-means-counters.js';
import { PostgresCodeRows } from '../src/adapters/postgres/postgres-one-time-codes.js';
import { SamDatabase } from './postgres-stores.js';
import type { SealedStores } from './sealed-stores.js';
import { sealedStoresSuite } from './sealed-stores.suite.js';

const TABLES = { counters: 'means_counter', codes: 'one_time_code' } as const;

let database: SamDatabase;

beforeAll(async () => {
  database = await SamDatabase.start();
});

afterAll(async () => {
  await database.close();
});

sealedStoresSuite('counters and codes in PostgreSQL', async (): Promise<SealedStores> => {
  const { source, owner } = database;
  const stores = await database.stores(new FakeClock());
  await owner.query('TRUNCATE means_counter, one_time_code');
  return {
    transactions: stores.transactions,
    counters: new PostgresCounterRows(source),
    codes: new PostgresCodeRows(source),
    replace: async (table, id, row) => {
      await owner.query(`DELETE FROM ${TABLES[table]} WHERE id = $1`, [id]);
      if (row) await owner.query(`INSERT INTO ${TABLES[table]} (id, text, mac) VALUES ($1, $2, $3)`, [id, row.text, Buffer.from(row.mac)]);
    },
    events: () => stores.events(),
  };
});

describe('the role the SAM runs as', () => {
  it.each([
    ['forget what was counted', 'DELETE FROM means_counter'],
    ['forget a code', 'DELETE FROM one_time_code'],
    ['give a counter to another means', `UPDATE means_counter SET id = 'mns_other'`],
    ['give a code to another draft', `UPDATE one_time_code SET id = 'act_other'`],
    ['empty a table', 'TRUNCATE means_counter'],
  ])('may not %s', async (_what, statement) => {
    await expect(database.source.query(statement)).rejects.toThrow(/permission denied/);
  });
});
