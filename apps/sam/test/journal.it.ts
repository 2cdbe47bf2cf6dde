import { afterAll, beforeAll } from '@jest/globals';
import { Outbox } from '@paraph/platform';
import { PostgresJournalRows } from '../src/adapters/postgres/postgres-journal.js';
import { PostgresTransactions } from '../src/adapters/postgres/postgres-transactions.js';
import { journalLiesSuite } from './journal-lies.suite.js';
import type { MakeHostile } from './journal-world.js';
import { journalSuite } from './journal.suite.js';
import { SamDatabase } from './postgres-stores.js';

let database: SamDatabase;

beforeAll(async () => {
  database = await SamDatabase.start();
});

afterAll(() => database.close());

const make: MakeHostile = async (clock) => {
  await database.stores(clock);
  const { source, owner } = database;
  const rows = new PostgresJournalRows(source);
  return {
    rows,
    transactions: (journal) => new PostgresTransactions(source, new Outbox('sam', source, clock), journal),
    read: async () => [...(await rows.from(0, 10_000))],
    put: async (entries) => {
      await owner.query('TRUNCATE journal');
      for (const { sequence, epoch, body, stops, mac } of entries) {
        const values = [sequence, epoch, body, Buffer.from(stops), body.includes('"stop"'), Buffer.from(mac)];
        await owner.query('INSERT INTO journal (sequence, epoch, body, stops, has_stops, mac) VALUES ($1, $2, $3, $4, $5, $6)', values);
      }
    },
  };
};

journalSuite('a journal in PostgreSQL', make);
journalLiesSuite('a journal in PostgreSQL, of a database that lies', make);
