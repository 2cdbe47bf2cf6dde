import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { describeCredentialFully, listCredentialEvents, searchCredentials } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { Outbox, rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { PostgresCredentialSearch } from '../src/adapters/postgres-credential-search.js';
import { PostgresCredentialStore } from '../src/adapters/postgres-credential-store.js';
import type { Credential } from '../src/domain/credential.js';
import { requested } from '../src/domain/lifecycle-events.js';
import { SearchController } from '../src/transport/search.controller.js';
import { startLifecycleDatabase, type LifecycleDatabase } from './lifecycle-database.js';

let lifecycle: LifecycleDatabase;
let owner: DataSource;
let runtime: DataSource;
let search: SearchController;
const clock = new FakeClock();

beforeAll(async () => {
  lifecycle = await startLifecycleDatabase();
  ({ owner, runtime } = lifecycle);
  search = new SearchController(new PostgresCredentialSearch(runtime));
}, 60_000);
afterAll(() => lifecycle?.stop());
beforeEach(() => owner.query('TRUNCATE credential, event_outbox'));

async function add(more: Partial<Credential> = {}): Promise<Credential> {
  const ids = { credentialId: newId('cred'), signerId: newId('sgn'), subscriberId: newId('sub') };
  const base = { ...ids, algorithm: 'p256', policyId: 'p', provider: 'https://idp.example', description: '', state: 'requested', version: 1 } as const;
  const credential: Credential = { ...base, createdAt: clock.now(), ...more };
  const store = new PostgresCredentialStore(runtime, new Outbox('key-lifecycle', runtime, clock), clock);
  await store.add(credential, requested(credential));
  return credential;
}

async function found(wanted: object): Promise<string[]> {
  const reply = await search.searchCredentials({ limit: 50, ...wanted });
  return searchCredentials.reply.parse(reply).credentials.map(({ credentialId }) => credentialId);
}

describe('a search', () => {
  it('finds by subscriber, by signer and by state, and all of them without', async () => {
    const subscriberId = newId('sub');
    const signerId = newId('sgn');
    const one = (await add({ subscriberId, signerId })).credentialId;
    const ended = (await add({ subscriberId, state: 'destroyed' })).credentialId;
    const other = (await add({ signerId })).credentialId;
    expect(new Set(await found({}))).toEqual(new Set([one, ended, other]));
    expect(new Set(await found({ subscriberId }))).toEqual(new Set([one, ended]));
    expect(new Set(await found({ signerId }))).toEqual(new Set([one, other]));
    expect(await found({ state: 'destroyed' })).toEqual([ended]);
    expect(await found({ subscriberId, signerId })).toEqual([one]);
    expect(await found({ subscriberId: newId('sub') })).toEqual([]);
  });

  it('shows the newest first, page by page, those of one moment too', async () => {
    const made: string[] = [];
    for (const seconds of [0, 0, 0, 5, 9]) made.push((await add({ createdAt: new Date(clock.now().getTime() + seconds * 1_000) })).credentialId);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { credentials, next } = await search.searchCredentials({ limit: 2, after });
      seen.push(...credentials.map(({ credentialId }) => credentialId));
      after = next;
    } while (after !== undefined);
    expect(seen.slice(0, 2)).toEqual([made[4], made[3]]);
    expect([seen.length, new Set(seen)]).toEqual([5, new Set(made)]);
  });

  it('reads no more than its page, by an index', async () => {
    await owner.query(`
      INSERT INTO credential (id, signer_id, subscriber_id, algorithm, policy_id, provider, description, created_at, state, version, touched_at)
      SELECT 'cred_' || n, 'sgn_' || n % 7, 'sub_' || n % 5, 'p256', 'p', 'x', '', now() - n * interval '1 second', 'requested', 1, now()
      FROM generate_series(1, 5000) AS n`);
    await owner.query('ANALYZE credential');
    const where = [
      '',
      `WHERE subscriber_id = 'sub_1'`,
      `WHERE state = 'requested'`,
      `WHERE (created_at, id) < (SELECT created_at, id FROM credential WHERE id = 'cred_9')`,
    ];
    for (const one of where) {
      const plan = await rows<{ 'QUERY PLAN': string }>(owner, `EXPLAIN SELECT id FROM credential ${one} ORDER BY created_at DESC, id DESC LIMIT 51`);
      const text = plan.map((line) => line['QUERY PLAN']).join('\n');
      expect([one, text.includes('Index'), /Seq Scan|Sort/.test(text)]).toEqual([one, true, false]);
    }
  });
});

describe('a credential', () => {
  it('is described with what is known of it, and without its evidence', async () => {
    const { credentialId } = await add({
      state: 'keyed',
      enrolment: { enrolmentId: newId('enr'), multisign: 9, expiresAt: clock.now() },
      completion: { evidenceDigest: 'digest-of-evidence', requestId: newId('req') },
      pendingSince: undefined,
    });
    const described = describeCredentialFully.reply.parse(await search.describeCredential({ credentialId }));
    expect(described).toMatchObject({ credentialId, state: 'keyed', provider: 'https://idp.example', multisign: 9, certificates: [] });
    expect(JSON.stringify(described)).not.toContain('digest-of-evidence');
  });

  it('has its own events and nobody else’s', async () => {
    const { credentialId, signerId } = await add();
    await add();
    const { events } = listCredentialEvents.reply.parse(await search.listEvents({ credentialId, limit: 50 }));
    expect(events).toMatchObject([{ type: 'credential-requested', outcome: 'success', actor: `operator bootstrap`, at: clock.now().toISOString() }]);
    expect(JSON.stringify(events)).not.toContain(signerId);
  });

  it('that nobody knows is unknown', async () => {
    const unknown = newId('cred');
    await expect(search.describeCredential({ credentialId: unknown })).rejects.toMatchObject({ code: 'credential.unknown' });
    await expect(search.listEvents({ credentialId: unknown, limit: 1 })).rejects.toMatchObject({ code: 'credential.unknown' });
  });
});
