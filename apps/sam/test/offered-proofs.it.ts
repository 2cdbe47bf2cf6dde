import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PostgresProofParts } from '../src/adapters/postgres/postgres-proof-parts.js';
import { offeredProofsSuite } from './offered-proofs.suite.js';
import { SamDatabase } from './postgres-stores.js';

let database: SamDatabase;

beforeAll(async () => {
  database = await SamDatabase.start();
});

afterAll(async () => {
  await database.close();
});

offeredProofsSuite('statements of authorities in PostgreSQL', async () => {
  await database.owner.query('TRUNCATE offered_proof');
  return new PostgresProofParts(database.source);
});

describe('the role the SAM runs as', () => {
  it('deletes what was offered, row by row, since it is nobody’s record', async () => {
    await expect(database.source.query('TRUNCATE offered_proof')).rejects.toThrow(/permission denied/);
    await expect(database.source.query('DELETE FROM offered_proof')).resolves.toBeDefined();
  });
});
