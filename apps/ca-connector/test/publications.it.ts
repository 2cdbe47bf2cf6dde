import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock, startPostgres, type TestPostgres } from '@paraph/testing';
import { RememberedPublications } from '../src/adapters/remembered-publications.js';
import { ConnectorDatabase } from './connector-database.js';
import { publicStoresSuite } from './publications.suite.js';

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

publicStoresSuite('the public edge in PostgreSQL', () => database.publicStores(new FakeClock()));
publicStoresSuite('the public edge in PostgreSQL, remembered', async () => {
  const { publications, answers } = await database.publicStores(new FakeClock());
  return { publications: new RememberedPublications(publications, new FakeClock()), answers };
});

describe('two replicas', () => {
  it('publish the same policies at the same time, once', async () => {
    const { publications } = await database.publicStores(new FakeClock());
    const policy = { id: 'sandbox', version: '1', digest: 'ab', policyOids: [], profile: 'natural-person', terms: { version: '1', text: 'Text' } };
    await Promise.all(Array.from({ length: 4 }, () => publications.publishPolicies([policy], new Date('2027-03-01T09:00:00.000Z'))));
    expect(await publications.policies()).toHaveLength(1);
    expect(await database.source.query('SELECT count(*)::int AS count FROM policies_in_force')).toEqual([{ count: 1 }]);
  });

  it('do not take up the same pass', async () => {
    const { answers } = await database.publicStores(new FakeClock());
    const now = new Date('2027-03-01T09:00:00.000Z');
    const terms = { now, begunBefore: new Date(now.getTime() - 1), leasedUntil: new Date(now.getTime() + 60_000) };
    const taken = await Promise.all(Array.from({ length: 4 }, () => answers.takeUp('issuing', terms)));
    expect(taken.filter((one) => one !== undefined)).toHaveLength(1);
  });
});

describe('the role the connector runs as', () => {
  it.each([
    ['change a policy', `UPDATE published_policy SET body = '{}'`],
    ['take back a policy', 'DELETE FROM published_policy'],
    ['change what was in force', `UPDATE policies_in_force SET editions = '{}'`],
    ['have the authority begin again', 'DELETE FROM ended_authority'],
    ['move the end of the authority', 'UPDATE ended_authority SET ended_at = now()'],
  ])('may not %s', async (_what, statement) => {
    await expect(database.source.query(statement)).rejects.toThrow(/permission denied/);
  });
});
