import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import { openDatabase } from '@paraph/platform';
import { startPostgres, type TestPostgres } from '@paraph/testing';
import { DataSource } from 'typeorm';
import { EventLog1763600000000 } from '../src/adapters/migrations/1763600000000-event-log.js';
import { PostgresEventLog } from '../src/adapters/postgres-event-log.js';
import { RecordEvents } from '../src/domain/record-events.js';
import { anEvent, eventLogSuite } from './event-log.suite.js';

let postgres: TestPostgres;
const open: DataSource[] = [];

/** A fresh database, migrated as its owner, opened as the role the service runs as. */
async function freshDatabase(): Promise<DataSource> {
  await Promise.all(open.splice(0).map((source) => source.destroy()));
  const { ownerUrl, url } = await postgres.database('audit');
  const owner = await new DataSource({ type: 'postgres', url: ownerUrl, migrations: [EventLog1763600000000] }).initialize();
  await owner.runMigrations();
  await owner.destroy();
  const runtime = await openDatabase('audit', { url: new Secret(url), connections: 4 });
  open.push(runtime);
  return runtime;
}

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await Promise.all(open.map((source) => source.destroy()));
  await postgres.stop();
});

eventLogSuite('PostgreSQL', async () => new PostgresEventLog(await freshDatabase()));

describe('the role that audit runs as', () => {
  it.each([
    ['change an event', `UPDATE event SET body = ''`],
    ['change a leaf hash', `UPDATE event SET leaf_hash = decode(repeat('00', 32), 'hex')`],
    ['delete an event', `DELETE FROM event`],
    ['empty the log', `TRUNCATE event`],
    ['drop the log', `DROP TABLE event`],
    ['delete what was refused', `DELETE FROM refused_message`],
    ['delete from its outbox', `DELETE FROM event_outbox`],
    ['change an event in its outbox', `UPDATE event_outbox SET body = ''`],
    ['disable the checks', `ALTER TABLE event DROP CONSTRAINT event_pkey`],
  ])('cannot %s', async (_act, statement) => {
    const database = await freshDatabase();
    await new RecordEvents(new PostgresEventLog(database)).run([{ source: 'sam', body: anEvent() }]);
    await expect(database.query(statement)).rejects.toThrow(/permission denied|must be owner/);
    expect(await database.query(`SELECT count(*)::int AS count FROM event`)).toEqual([{ count: 1 }]);
  });
});

describe('two processes that append at the same moment', () => {
  it('give every event a place of its own, without a gap', async () => {
    const database = await freshDatabase();
    const log = new PostgresEventLog(database);
    const batches = Array.from({ length: 10 }, (_, batch) =>
      Array.from({ length: 10 }, (__, index) => ({ source: 'sam' as const, body: anEvent({ sequence: batch * 10 + index + 1 }) })),
    );
    await Promise.all(batches.map((batch) => new RecordEvents(log).run(batch)));
    const places = (await log.read({}, { after: -1, limit: 200 })).map((one) => one.position);
    expect(places).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });
});
