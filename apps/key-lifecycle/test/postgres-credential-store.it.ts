import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { Outbox, rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { PostgresCredentialStore } from '../src/adapters/postgres-credential-store.js';
import type { Credential } from '../src/domain/credential.js';
import { Overtaken } from '../src/domain/credential-store.js';
import { credentialStoreSuite } from './credential-store.suite.js';
import { startLifecycleDatabase, type LifecycleDatabase } from './lifecycle-database.js';

let lifecycle: LifecycleDatabase;
let owner: DataSource;
let runtime: DataSource;
const clock = new FakeClock();
const outbox = (): Outbox<'key-lifecycle'> => new Outbox('key-lifecycle', runtime, clock);
const event = { type: 'credential-requested', actor: { kind: 'operator', id: 'bootstrap' }, outcome: 'success' } as const;

beforeAll(async () => {
  lifecycle = await startLifecycleDatabase();
  ({ owner, runtime } = lifecycle);
}, 60_000);

afterAll(() => lifecycle?.stop());

beforeEach(async () => {
  await owner.query('TRUNCATE credential, container, event_outbox');
  await owner.query('UPDATE event_sequence SET last = 0');
});

async function setContainer(containerId: string, state: string): Promise<void> {
  const sql = `
    INSERT INTO container (id, subscriber_id, client_id, name, limits, state, created_at) VALUES ($1, 'sub_1', 'cli_1', 'Invoices', '{"perDay":1}', $2, now())
    ON CONFLICT (id) DO UPDATE SET state = $2`;
  await owner.query(sql, [containerId, state]);
}

describe('credentials in PostgreSQL', () => {
  credentialStoreSuite(async () => {
    const own = new FakeClock();
    return { store: new PostgresCredentialStore(runtime, outbox(), own), clock: own, setContainer };
  });
});

function aCredential(): Credential {
  const ids = { credentialId: newId('cred'), signerId: newId('sgn'), subscriberId: newId('sub') };
  return { ...ids, algorithm: 'p256', policyId: 'p', provider: 'https://idp.example', description: '', state: 'requested', version: 1, createdAt: clock.now() };
}

describe('a change and its event', () => {
  it('are there together', async () => {
    const store = new PostgresCredentialStore(runtime, outbox(), clock);
    const credential = aCredential();
    await store.add(credential, event);
    await store.save({ ...credential, state: 'destroying', failure: 'x' }, { ...event, type: 'credential-failed', outcome: 'failure' });
    const written = await rows<{ type: string; sequence: string }>(runtime, 'SELECT type, sequence FROM event_outbox ORDER BY sequence');
    expect(written).toEqual([
      { type: 'credential-requested', sequence: '1' },
      { type: 'credential-failed', sequence: '2' },
    ]);
  });

  it('are both missing if the change came too late', async () => {
    const store = new PostgresCredentialStore(runtime, outbox(), clock);
    const credential = aCredential();
    await store.add(credential, event);
    await store.save(credential);
    await expect(store.save(credential, event)).rejects.toThrow(Overtaken);
    expect(await rows(runtime, 'SELECT 1 FROM event_outbox')).toHaveLength(1);
  });

  it('are both missing if the event cannot be written', async () => {
    const store = new PostgresCredentialStore(runtime, outbox(), clock);
    const credential = aCredential();
    await expect(store.add(credential, { ...event, cause: 'x'.repeat(501) })).rejects.toThrow();
    expect(await store.find(credential.credentialId)).toBeUndefined();
  });
});

describe('the runtime role', () => {
  it.each([
    ['deletes nothing', `DELETE FROM credential`],
    ['gives no key to another signer', `UPDATE credential SET signer_id = 'x'`],
    ['gives no seal to another application', `UPDATE credential SET ordering_client_id = 'x'`],
    ['gives no key to another subscriber', `UPDATE credential SET subscriber_id = 'x'`],
    ['makes nothing held, or no longer held', `UPDATE credential SET is_held = true`],
    ['changes no event', `UPDATE event_outbox SET body = 'x'`],
    ['deletes no event', `DELETE FROM event_outbox`],
    ['makes no table', `CREATE TABLE x (y text)`],
  ])('%s', async (_, statement) => {
    await expect(runtime.query(statement)).rejects.toThrow(/permission denied/);
  });
});

describe('the table', () => {
  it.each([
    ['no unknown state', { state: `'lost'` }],
    ['no key without its enrolment', { state: `'keyed'` }],
    ['no half an enrolment', { enrolment_id: `'enr_x'` }],
    ['no active credential without a certificate', { state: `'active'`, enrolment_id: `'e'`, multisign: '1', enrolment_expires_at: 'now()' }],
    ['no half a validity', { valid_from: 'now()' }],
    ['no waiting for what nobody accepted', { pending_since: 'now()' }],
    ['no revocation of what has not ended', { revocation_due: `'unspecified'` }],
    ['no claim of what is not held', { claimed_at: 'now()' }],
    [
      'no held credential that signs and was not claimed',
      {
        is_held: 'true',
        state: `'active'`,
        enrolment_id: `'e'`,
        multisign: '1',
        enrolment_expires_at: 'now()',
        certificates: `'[]'`,
        valid_from: 'now()',
        valid_to: 'now()',
      },
    ],
  ])('takes %s', async (_, changes) => {
    const credential = aCredential();
    await new PostgresCredentialStore(runtime, outbox(), clock).add(credential, event);
    const assignments = Object.entries(changes).map(([column, value]) => `${column} = ${value}`);
    await expect(owner.query(`UPDATE credential SET ${assignments.join(', ')}`)).rejects.toThrow(/check constraint/);
  });
});
