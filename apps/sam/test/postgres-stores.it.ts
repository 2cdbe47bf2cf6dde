import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { SamDatabase } from './postgres-stores.js';
import { storesSuite } from './stores.suite.js';

let database: SamDatabase;

beforeAll(async () => {
  database = await SamDatabase.start();
});

afterAll(async () => {
  await database.close();
});

storesSuite('stores in PostgreSQL', () => database.stores(new FakeClock()));

describe('the role the SAM runs as', () => {
  it.each([
    ['delete an activation', 'DELETE FROM activation'],
    ['change a draft', `UPDATE activation SET draft = ''`],
    ['change a journal entry’s request', `UPDATE signing_attempt SET request_digest = ''`],
    ['delete a journal entry', 'DELETE FROM signing_attempt'],
    ['delete a trust record', 'DELETE FROM trust_record'],
    ['change what a wrapped key is for', `UPDATE signing_key SET purpose = ''`],
    ['change the public half of a wrapped key', `UPDATE signing_key SET public_key = ''`],
    ['delete how far the rewrapping came', 'DELETE FROM key_rewrapping'],
    ['forget used evidence', 'DELETE FROM used_evidence'],
    ['change an event', `UPDATE event_outbox SET body = ''`],
    ['make a table', 'CREATE TABLE other ()'],
  ])('may not %s', async (_what, statement) => {
    await expect(database.source.query(statement)).rejects.toThrow(/permission denied/);
  });

  it('may read what it wrote', async () => {
    await expect(database.source.query('SELECT count(*) FROM activation')).resolves.toBeDefined();
  });
});
