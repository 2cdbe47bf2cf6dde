/** What is over is found in order and ended once, in PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { Outbox, rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { PostgresCredentialRegister } from '../src/adapters/postgres-credential-register.js';
import { PostgresCredentialStore } from '../src/adapters/postgres-credential-store.js';
import type { Credential } from '../src/domain/credential.js';
import type { Place } from '../src/domain/endings/credential-register.js';
import { startLifecycleDatabase, type LifecycleDatabase } from './lifecycle-database.js';

const DAY = 86_400_000;
let lifecycle: LifecycleDatabase;
let owner: DataSource;
let runtime: DataSource;
const clock = new FakeClock();
const event = { type: 'credential-expired', actor: { kind: 'system', id: 'key-lifecycle' }, outcome: 'success' } as const;
let store: PostgresCredentialStore;
let register: PostgresCredentialRegister;

beforeAll(async () => {
  lifecycle = await startLifecycleDatabase();
  ({ owner, runtime } = lifecycle);
  const outbox = new Outbox('key-lifecycle', runtime, clock);
  [store, register] = [new PostgresCredentialStore(runtime, outbox, clock), new PostgresCredentialRegister(runtime, outbox, clock)];
}, 60_000);

afterAll(() => lifecycle?.stop());

beforeEach(() => owner.query('TRUNCATE credential, event_outbox, reconciliation; UPDATE event_sequence SET last = 0'));

/** A credential whose certificate ends so many milliseconds from now. */
async function ending(inMs: number, state: Credential['state'] = 'active'): Promise<Credential> {
  const to = new Date(clock.now().getTime() + inMs);
  const credential: Credential = {
    credentialId: newId('cred'),
    signerId: newId('sgn'),
    subscriberId: newId('sub'),
    algorithm: 'p256',
    policyId: 'p',
    provider: 'https://idp.example',
    description: '',
    state,
    version: 1,
    createdAt: clock.now(),
    enrolment: { enrolmentId: newId('enr'), multisign: 1, expiresAt: to },
    certificates: ['MAA='],
    validity: { from: new Date(0), to },
  };
  await store.add(credential, event);
  return credential;
}

/** All that is over, in pages of two. */
async function over(): Promise<string[]> {
  const ids: string[] = [];
  for (let after: Place | undefined; ;) {
    const page = await register.over(clock.now(), after, 2);
    ids.push(...page.map(({ credential }) => credential.credentialId));
    if (page.length === 0) return ids;
    after = page.at(-1)?.place;
  }
}

describe('what is over', () => {
  it('is found oldest end first, each once, whatever ends at the same moment', async () => {
    const last = await ending(-DAY);
    const same = [await ending(-3 * DAY), await ending(-3 * DAY, 'suspended'), await ending(-3 * DAY)].map(({ credentialId }) => credentialId);
    const first = await ending(-9 * DAY, 'expired');
    const order = await rows<{ id: string }>(runtime, `SELECT id FROM credential WHERE id = ANY($1) ORDER BY id`, [same]);
    expect(await over()).toEqual([first.credentialId, ...order.map(({ id }) => id), last.credentialId]);
  });

  it('is not what has time left, ended otherwise, or never could sign', async () => {
    await ending(1);
    for (const state of ['keyed', 'certified', 'revoked', 'destroying', 'destroyed'] as const) await ending(-DAY, state);
    expect(await over()).toEqual([]);
    const control = await ending(-1);
    expect(await over()).toEqual([control.credentialId]);
  });

  it('is written down with its events, once, and not over what somebody else wrote', async () => {
    const [one, other] = [await ending(-DAY), await ending(-DAY)];
    await store.save(other);
    const ended = [one, other].map((credential) => ({ credential: { ...credential, state: 'destroyed' } as const, events: [event, event] }));
    const before = (await rows(runtime, `SELECT id FROM event_outbox`)).length;
    expect(await register.end(ended)).toEqual([one.credentialId]);
    expect(await register.end(ended)).toEqual([]);
    expect((await rows(runtime, `SELECT id FROM event_outbox`)).length - before).toBe(2);
    expect((await register.byIds([one.credentialId, other.credentialId])).map(({ state }) => state).toSorted()).toEqual(['active', 'destroyed']);
  });

  it('is compared no sooner than it has settled', async () => {
    const credential = await ending(DAY);
    expect(await register.withKey(clock.now(), '', 10)).toEqual([]);
    const later = new Date(clock.now().getTime() + 1);
    expect((await register.withKey(later, '', 10)).map(({ credentialId }) => credentialId)).toEqual([credential.credentialId]);
    expect(await register.withKey(later, credential.credentialId, 10)).toEqual([]);
  });
});

describe('the last comparison', () => {
  it('is the newest one', async () => {
    expect(await register.lastReconciliation()).toBeUndefined();
    const counts = { keys: 1, credentials: 2, orphans: 3, followed: 4, unresolved: 5 };
    for (const after of [2_000, 1_000]) await register.keepReconciliation({ ...counts, finishedAt: new Date(clock.now().getTime() + after) }, event);
    expect(await register.lastReconciliation()).toEqual({ ...counts, finishedAt: new Date(clock.now().getTime() + 2_000) });
  });
});
