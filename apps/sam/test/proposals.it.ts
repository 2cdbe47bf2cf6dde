import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { PostgresCounterRows } from '../src/adapters/postgres/postgres-means-counters.js';
import { PostgresProposalRows } from '../src/adapters/postgres/postgres-proposal-rows.js';
import { FakeToken } from './fake-token.js';
import { SamDatabase } from './postgres-stores.js';
import { proposalsSuite } from './proposals.suite.js';
import { QuorumWorld } from './quorum-world.js';
import { World } from './world.js';

let database: SamDatabase;

beforeAll(async () => {
  database = await SamDatabase.start();
});

afterAll(async () => {
  await database.close();
});

proposalsSuite('proposals in PostgreSQL', async () => {
  await database.owner.query('TRUNCATE proposal');
  const world = await World.over(await database.stores(new FakeClock()), new FakeToken());
  return QuorumWorld.over(world, { proposals: new PostgresProposalRows(database.source), counters: new PostgresCounterRows(database.source) });
});

describe('the role the SAM runs as', () => {
  it.each([
    ['change what was proposed', `UPDATE proposal SET draft = ''`],
    ['move a proposal’s beginning', `UPDATE proposal SET opened_at = now()`],
    ['delete a proposal', 'DELETE FROM proposal'],
  ])('may not %s', async (_what, statement) => {
    await expect(database.source.query(statement)).rejects.toThrow(/permission denied/);
  });

  it('may read what it wrote', async () => {
    await expect(database.source.query('SELECT count(*) FROM proposal')).resolves.toBeDefined();
  });
});
