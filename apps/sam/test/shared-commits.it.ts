import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { runWork } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import { FakeToken } from './fake-token.js';
import { SamDatabase } from './postgres-stores.js';
import type { Stores } from './stores.js';
import { payloadOf, World, type TestSigner } from './world.js';

let database: SamDatabase;
beforeAll(async () => void (database = await SamDatabase.start()));
afterAll(() => database.close());

describe('requests that share commits over PostgreSQL', () => {
  let world: World<Stores, FakeToken>;
  let ada: TestSigner;
  beforeEach(async () => {
    world = await World.over(await database.stores(new FakeClock()), new FakeToken());
    ada = await world.signer();
  });

  const sads = async (count: number) => {
    const made: string[] = [];
    while (made.length < count) made.push(await world.sad(ada));
    return made;
  };
  /** How many transactions committed so far. */
  const commits = async () => Number((await database.owner.query<{ count: string }[]>('SELECT count(DISTINCT xmin::text) FROM event_outbox'))[0]?.count);

  it('need far fewer of them than there are requests', async () => {
    const all = await sads(60);
    const before = await commits();
    await Promise.all(all.map((sad) => world.signHash.run(world.request(ada, sad))));
    expect((await commits()) - before).toBeLessThan(30);
  });

  it('have each event carry the correlation of its own request', async () => {
    const all = await sads(20);
    const asked = all.map((sad, place) => ({ request: world.request(ada, sad, place % 4 === 3 ? ['mortgage.pdf'] : undefined), correlationId: newId('req') }));
    await Promise.allSettled(asked.map(({ request, correlationId }) => runWork({ correlationId }, () => world.signHash.run(request))));
    const found = await database.owner.query<{ attempt: string; correlations: string[]; types: string[] }[]>(
      `SELECT body::json -> 'particulars' ->> 'attemptId' AS attempt, array_agg(DISTINCT body::json ->> 'correlationId') AS correlations,
         array_agg(type ORDER BY sequence) AS types
       FROM event_outbox WHERE type LIKE 'signature-%' GROUP BY 1`,
    );
    const byAttempt = new Map(found.map((one) => [one.attempt, one]));
    for (const [place, { request, correlationId }] of asked.entries()) {
      const types = place % 4 === 3 ? ['signature-refused'] : ['signature-intended', 'signature-made'];
      expect(byAttempt.get(request.attemptId)).toMatchObject({ correlations: [correlationId], types });
    }
  });

  it('do not suffer from one that no statement takes', async () => {
    const all = await sads(12);
    const outcomes = await Promise.allSettled(
      all.map((sad, place) => world.signHash.run({ ...world.request(ada, sad), ...(place === 5 && { attemptId: 'att_\u0000' }) })),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(all.map((_, place) => (place === 5 ? 'rejected' : 'fulfilled')));
    await expect(world.signHash.run(world.request(ada, all[5] ?? ''))).resolves.toHaveLength(1);
  });

  it('do not suffer from one whose activation was put back, and that one signs nothing', async () => {
    const [old = '', ...others] = await sads(10);
    const id = String(payloadOf(old)['jti']);
    const progress = 'SELECT occurrences, version, progress_mac AS mac FROM activation WHERE activation_id = $1';
    const [before] = await database.owner.query<{ occurrences: string; version: number; mac: Buffer }[]>(progress, [id]);
    await world.signHash.run(world.request(ada, old));
    const putBack = 'UPDATE activation SET occurrences = $2, version = $3, progress_mac = $4 WHERE activation_id = $1';
    await database.owner.query(putBack, [id, before?.occurrences, before?.version, before?.mac]);
    const asked = world.token.counters.signCalls;
    const outcomes = await Promise.allSettled([...others.slice(0, 4), old, ...others.slice(4)].map((sad) => world.signHash.run(world.request(ada, sad))));
    const codes = outcomes.map((one) => (one.status === 'fulfilled' ? 'signed' : (one.reason as { code?: string }).code));
    expect(codes).toEqual([...Array<string>(4).fill('signed'), 'record.tampered', ...Array<string>(5).fill('signed')]);
    expect(world.token.counters.signCalls - asked).toBe(others.length);
  });
});
