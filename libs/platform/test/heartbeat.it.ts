/** A source that has nothing to tell says that it is there, once over its replicas. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock, startPostgres, type TestPostgres } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { Heartbeat } from '../src/events/heartbeat.js';
import { inTransaction, Outbox, rows } from '../src/index.js';
import { openOutboxDatabase } from './outbox-database.js';

const LOCK = 4711;
const bySystem = { actor: { kind: 'system', id: 'sam' }, outcome: 'success' } as const;

let postgres: TestPostgres;
let database: DataSource;
let outbox: Outbox<'sam'>;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  await database?.destroy();
  database = await openOutboxDatabase(postgres, 4);
  outbox = new Outbox('sam', database, new FakeClock());
});
afterAll(() => database.destroy());

const aHeartbeat = () =>
  new Heartbeat(database, LOCK, { afterMs: 60_000, record: (transaction) => outbox.record(transaction, { ...bySystem, type: 'heartbeat' }) });
const types = async () => (await rows<{ type: string }>(database, `SELECT type FROM event_outbox ORDER BY sequence`)).map(({ type }) => type);
/** An event that was sent so many seconds ago. */
async function said(secondsAgo: number): Promise<void> {
  await outbox.recordAlone({ ...bySystem, type: 'service-started' });
  await database.query(`UPDATE event_outbox SET published_at = now() - $1 * interval '1 second'`, [secondsAgo]);
}

describe('a heartbeat', () => {
  it('is recorded where nothing was said for so long, and not again as long as it waits to be sent or was sent a moment ago', async () => {
    await said(61);
    expect(await aHeartbeat().beat()).toBe(true);
    expect(await types()).toEqual(['service-started', 'heartbeat']);
    expect(await aHeartbeat().beat()).toBe(false);
    await database.query(`UPDATE event_outbox SET published_at = now()`);
    expect(await aHeartbeat().beat()).toBe(false);
    await database.query(`UPDATE event_outbox SET published_at = now() - interval '61 seconds'`);
    expect(await aHeartbeat().beat()).toBe(true);
  });

  it.each([
    ['something was said a moment ago', () => said(50)],
    ['nothing was ever said', async () => {}],
    ['something waits to be sent', () => outbox.recordAlone({ ...bySystem, type: 'service-started' })],
  ])('is not recorded where %s', async (_case, before) => {
    await before();
    const recorded = await types();
    expect(await aHeartbeat().beat()).toBe(false);
    expect(await types()).toEqual(recorded);
  });

  it('is one, however many replicas have nothing to tell', async () => {
    await said(61);
    await Promise.all(Array.from({ length: 4 }, () => aHeartbeat().beat()));
    expect(await types()).toEqual(['service-started', 'heartbeat']);
  });

  it('is left to whoever carries the events at this moment', async () => {
    await said(61);
    await inTransaction(database, async (transaction) => {
      await transaction.query(`SELECT pg_advisory_xact_lock($1)`, [LOCK]);
      expect(await aHeartbeat().beat()).toBe(false);
    });
    expect(await aHeartbeat().beat()).toBe(true);
  });

  it('is not recorded where the database refuses, and so the silence is seen', async () => {
    await said(61);
    const refusing = new Heartbeat(database, LOCK, {
      afterMs: 60_000,
      record: async (transaction) => void (await transaction.query(`INSERT INTO event_outbox (id, sequence, type, body) VALUES ('x', 0, 'heartbeat', '')`)),
    });
    await expect(refusing.beat()).rejects.toThrow();
    expect(await types()).toEqual(['service-started']);
  });
});
