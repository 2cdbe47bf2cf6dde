import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock, startPostgres, type TestPostgres } from '@paraph/testing';
import { ConnectorDatabase } from './connector-database.js';
import { storesSuite } from './stores.suite.js';

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

storesSuite('stores in PostgreSQL', () => database.stores(new FakeClock()));

describe('the role the connector runs as', () => {
  it.each([
    ['change a certificate', `UPDATE certificate SET certificate = ''`],
    ['forget a certificate', 'DELETE FROM certificate'],
    ['change a request', `UPDATE certificate_request SET credential_id = ''`],
    ['change what was published', `UPDATE published_crl SET crl = ''`],
    ['take back what was published', 'DELETE FROM published_crl'],
    ['exchange an authority', `UPDATE published_authority SET certificate = ''`],
  ])('may not %s', async (_what, statement) => {
    await expect(database.source.query(statement)).rejects.toThrow(/permission denied/);
  });
});
