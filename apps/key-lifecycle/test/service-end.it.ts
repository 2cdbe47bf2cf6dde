import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { PostgresCredentialFigures } from '../src/adapters/postgres-credential-figures.js';
import { PostgresFarewells } from '../src/adapters/postgres-farewells.js';
import { startLifecycleDatabase, type LifecycleDatabase } from './lifecycle-database.js';

let lifecycle: LifecycleDatabase;
let owner: DataSource;
let runtime: DataSource;
const clock = new FakeClock();

beforeAll(async () => {
  lifecycle = await startLifecycleDatabase();
  ({ owner, runtime } = lifecycle);
}, 60_000);

afterAll(() => lifecycle?.stop());

beforeEach(() => owner.query('TRUNCATE credential, farewell'));

/** A credential as its row says it; nothing else of it is looked at. */
async function credential(state: 'active' | 'suspended' | 'destroyed', subscriberId: string, validTo = '2028-03-01T09:00:00.000Z'): Promise<void> {
  await owner.query(
    `INSERT INTO credential (id, signer_id, subscriber_id, algorithm, policy_id, provider, description, created_at, state, version, touched_at, valid_from, valid_to,
       enrolment_id, multisign, enrolment_expires_at, certificates)
     VALUES ($1, $2, $3, 'p256', 'p', 'https://idp.example', '', $4, $5, 1, $4, $4, $6, $7, 1, $4, '[]')`,
    [newId('cred'), newId('sgn'), subscriberId, clock.now(), state, validTo, newId('enr')],
  );
}

describe('who is told of the end of the service', () => {
  const farewells = (): PostgresFarewells => new PostgresFarewells(runtime);
  const later = (hours: number): Date => new Date(clock.now().getTime() + hours * 3_600_000);

  it('is every subscriber that has a credential which could sign, once, however often it is planned', async () => {
    const [one, other, gone] = [newId('sub'), newId('sub'), newId('sub')];
    for (const subscriberId of [one, one, other]) await credential('active', subscriberId);
    await credential('suspended', other);
    await credential('destroyed', gone);
    await Promise.all([farewells().plan(clock.now()), farewells().plan(clock.now())]);
    await farewells().plan(clock.now());
    const due = await farewells().due(clock.now(), 10);
    expect(due.map(({ subscriberId }) => subscriberId).sort()).toEqual([one, other].sort());
    expect(new Set(due.map(({ messageId }) => messageId)).size).toBe(2);
  });

  it('is not told again, and whom it could not reach is told under the same message', async () => {
    await credential('active', newId('sub'));
    await credential('active', newId('sub'));
    await farewells().plan(clock.now());
    const [told, missed] = await farewells().due(clock.now(), 10);
    if (!told || !missed) throw new Error('nobody is due');
    await farewells().settle(told, { state: 'sent' });
    await farewells().settle(missed, { state: 'due', nextTryAt: later(1) });
    expect(await farewells().due(clock.now(), 10)).toEqual([]);
    expect(await farewells().due(later(1), 10)).toEqual([{ ...missed, tries: 1 }]);
    await farewells().plan(later(1));
    expect(await farewells().due(later(1), 10)).toHaveLength(1);
  });

  it('stays written down: the service deletes nothing of it', async () => {
    await expect(runtime.query('DELETE FROM farewell')).rejects.toThrow('permission denied');
  });
});

describe('what there is', () => {
  it('is counted by state, with those whom it concerns', async () => {
    const [one, other] = [newId('sub'), newId('sub')];
    await credential('active', one, '2028-01-01T00:00:00.000Z');
    await credential('suspended', one, '2029-01-01T00:00:00.000Z');
    await credential('destroyed', other, '2031-01-01T00:00:00.000Z');
    expect(await new PostgresCredentialFigures(runtime).count()).toEqual({
      states: [
        { state: 'active', count: 1 },
        { state: 'destroyed', count: 1 },
        { state: 'suspended', count: 1 },
      ],
      subscribers: 1,
      signers: 2,
      lastValidTo: new Date('2029-01-01T00:00:00.000Z'),
    });
  });

  it('is nothing in an empty table', async () => {
    expect(await new PostgresCredentialFigures(runtime).count()).toEqual({ states: [], subscribers: 0, signers: 0, lastValidTo: undefined });
    expect(await rows(runtime, 'SELECT 1 FROM farewell', [])).toEqual([]);
  });
});
