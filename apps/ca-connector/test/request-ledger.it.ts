import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock, startPostgres, type TestPostgres } from '@paraph/testing';
import { ConnectorDatabase } from './connector-database.js';
import { requestLedgerSuite } from './request-ledger.suite.js';

let server: TestPostgres;
let database: ConnectorDatabase;

beforeAll(async () => {
  server = await startPostgres();
  database = await ConnectorDatabase.open(server);
});

afterAll(async () => {
  await database.close();
  await server.stop();
});

requestLedgerSuite('requests in PostgreSQL', async () => ({ ledger: await database.ledger(new FakeClock()), events: () => database.events() }));

describe('the role the connector runs as', () => {
  it.each([
    ['forget how far a request is', 'DELETE FROM certificate_progress'],
    ['move a request to another authority', `UPDATE certificate_request SET authority = 'another'`],
    ['change what was asked for', `UPDATE certificate_request SET csr = ''`],
  ])('may not %s', async (_what, statement) => {
    await expect(database.source.query(statement)).rejects.toThrow(/permission denied/);
  });
});
