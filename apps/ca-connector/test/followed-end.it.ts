import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rows } from '@paraph/platform';
import { FakeClock, startPostgres, type TestPostgres } from '@paraph/testing';
import { PostgresEndedCredentials } from '../src/adapters/embedded/postgres-ended-credentials.js';
import { ConnectorDatabase } from './connector-database.js';

let server: TestPostgres;
let database: ConnectorDatabase;
beforeAll(async () => {
  server = await startPostgres();
  database = await ConnectorDatabase.open(server);
});
afterAll(async () => {
  await database?.close();
  await server?.stop();
});
beforeEach(() => database.ledger(new FakeClock()));

async function certified(credentialId: string, authority: string, isAnswered = true): Promise<void> {
  const requestId = `req_${credentialId}_${authority}`;
  await rows(
    database.source,
    `INSERT INTO certificate_request (request_id, credential_id, csr, policy_id, authority) VALUES ($1, $2, '\\x00', 'sandbox', $3)`,
    [requestId, credentialId, authority],
  );
  if (isAnswered)
    await rows(database.source, `INSERT INTO certificate (request_id, fingerprint, certificate, chain) VALUES ($1, '', '\\x01', ARRAY['\\x02'::bytea])`, [
      requestId,
    ]);
}

describe('credentials that the embedded authority certified', () => {
  it('are told in one order, those of others and those without a certificate left out, and the mark never goes back', async () => {
    const ended = new PostgresEndedCredentials(database.source);
    // The order of bytes: capital letters before small ones, and the hyphen before both.
    for (const name of ['cred_b', 'cred_B', 'cred_-', 'cred_a']) await certified(name, 'embedded');
    await certified('cred_c', 'elsewhere');
    await certified('cred_d', 'embedded', false);
    expect(await ended.next(10)).toEqual(['cred_-', 'cred_B', 'cred_a', 'cred_b']);
    expect(await ended.next(2)).toEqual(['cred_-', 'cred_B']);
    await ended.followed('cred_B');
    expect(await ended.next(10)).toEqual(['cred_a', 'cred_b']);
    await ended.followed('cred_-');
    expect(await ended.next(10)).toEqual(['cred_a', 'cred_b']);
    await ended.followed('cred_b');
    expect(await ended.next(10)).toEqual([]);
  });
});
