/** What the figures say of a service's outbox and of its connections to the database. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock, startPostgres, type TestPostgres } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { inTransaction, Log, Metrics, Outbox } from '../src/index.js';
import { showConnections } from '../src/database/connection-figures.js';
import { OutboxFigures } from '../src/events/outbox-figures.js';
import { openOutboxDatabase } from './outbox-database.js';

let postgres: TestPostgres;
let database: DataSource;
const log = new Log('test', 'silent');
const event = { type: 'signature-made', actor: { kind: 'system', id: 'sam' }, outcome: 'success' } as const;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await database.destroy();
  await postgres.stop();
});
beforeEach(async () => {
  if (database?.isInitialized) await database.destroy();
  database = await openOutboxDatabase(postgres, 10);
});

describe('the figures', () => {
  /** The value of a series, by the beginning of its line. */
  const value = async (metrics: Metrics, series: string): Promise<number> =>
    Number(
      (await metrics.text())
        .split('\n')
        .find((line) => line.startsWith(`paraph_${series}`))
        ?.split(' ')
        .at(-1),
    );

  it('say how many events wait for the log and since when, and nothing more once they are confirmed', async () => {
    const metrics = new Metrics('sam');
    const figures = new OutboxFigures(database, metrics, log);
    const seen = async (): Promise<number[]> => {
      await figures.look();
      return [await value(metrics, 'outbox_waiting_events'), await value(metrics, 'outbox_oldest_seconds')];
    };
    expect(await seen()).toEqual([0, 0]);
    const past = new Outbox('sam', database, new FakeClock(new Date(Date.now() - 90_000).toISOString()));
    for (let count = 0; count < 3; count += 1) await past.recordAlone(event);
    const [waiting, seconds] = await seen();
    expect(waiting).toBe(3);
    expect(seconds).toBeGreaterThanOrEqual(90);
    expect(seconds).toBeLessThan(150);
    // Sent is not confirmed.
    await database.query('UPDATE event_outbox SET published_at = now()');
    expect((await seen())[0]).toBe(3);
    await database.query('UPDATE event_sequence SET confirmed = last');
    expect(await seen()).toEqual([0, 0]);
  });

  it('say how many connections are in use', async () => {
    const metrics = new Metrics('sam');
    showConnections(database, metrics);
    const busy = (): Promise<number> => value(metrics, 'database_connections{state="busy"');
    expect(await busy()).toBe(0);
    await inTransaction(database, async () => expect(await busy()).toBe(1));
    expect([await busy(), await value(metrics, 'database_connections{state="idle"')]).toEqual([0, 1]);
  });
});
