import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { RecordEvents } from '../src/domain/record-events.js';
import { AuditDatabases, eventLogOver } from './audit-database.js';
import { anEvent, eventLogSuite } from './event-log.suite.js';

let databases: AuditDatabases;
let database: DataSource;

beforeAll(async () => {
  databases = await AuditDatabases.start();
});
afterAll(() => databases.stop());

eventLogSuite(
  'PostgreSQL',
  async () => eventLogOver((database = await databases.fresh())),
  async () => (await rows(database, `SELECT 1 FROM event_outbox WHERE type = 'event-refused'`)).length,
);

describe('the role that audit runs as', () => {
  beforeAll(async () => {
    database = await databases.fresh();
    await new RecordEvents(eventLogOver(database)).run([
      { source: 'sam', body: anEvent() },
      { source: 'sam', body: 'none', sequence: 2 },
    ]);
  });

  it.each([
    ['change the text of an event', `UPDATE event_text SET body = '{}'`],
    ['delete the text of an event', `DELETE FROM event_text`],
    ['hide an event from a search', `DELETE FROM event_term`],
    ['change the place of an event', `UPDATE event SET position = 7`],
    ['end a month', `SELECT begin_month_of('2150-01-01')`],
    ['say that a month is in the archive', `UPDATE log_month SET retired_at = now()`],
    ['change what month it is', `UPDATE event_log_size SET month = '2020-01-01'`],
    [
      'take the texts of a month away',
      `DO $$ DECLARE one text; BEGIN SELECT relid INTO one FROM pg_partition_tree('event_text') WHERE isleaf; EXECUTE 'DROP TABLE ' || one; END $$`,
    ],
    ['change a leaf hash', `UPDATE event SET leaf_hash = decode(repeat('00', 32), 'hex')`],
    ['delete an event', `DELETE FROM event`],
    ['empty the log', `TRUNCATE event`],
    ['drop the log', `DROP TABLE event`],
    ['delete what was refused', `DELETE FROM refused_message`],
    ['change what was refused', `UPDATE refused_message SET body = ''`],
    ['forget what was set aside', `DELETE FROM set_aside`],
    ['set another place aside instead', `UPDATE set_aside SET sequence = 9`],
    ['delete from its outbox', `DELETE FROM event_outbox`],
    ['change an event in its outbox', `UPDATE event_outbox SET body = ''`],
    ['disable the checks', `ALTER TABLE event DROP CONSTRAINT event_pkey`],
  ])('cannot %s', async (_act, statement) => {
    await expect(database.query(statement)).rejects.toThrow(/permission denied|must be owner/);
    expect(await database.query(`SELECT count(*)::int AS count FROM event JOIN event_text USING (month, position)`)).toEqual([{ count: 1 }]);
  });
});

describe('two processes that append at the same moment', () => {
  it('give every event a place of its own, without a gap', async () => {
    const log = eventLogOver(await databases.fresh());
    const batches = Array.from({ length: 10 }, (_, batch) =>
      Array.from({ length: 10 }, (__, index) => ({ source: 'sam' as const, body: anEvent({ sequence: batch * 10 + index + 1 }) })),
    );
    await Promise.all(batches.map((batch) => new RecordEvents(log).run(batch)));
    const places = (await log.read({}, { after: -1, limit: 200 })).map((one) => one.position);
    expect(places).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });
});

describe('a refusal', () => {
  it('is an event of audit’s own, with the source, the place and the digest of what was kept', async () => {
    database = await databases.fresh();
    await new RecordEvents(eventLogOver(database)).run([{ source: 'identity', body: 'none', sequence: 7 }]);
    const [event] = await rows<{ body: object }>(database, `SELECT body::jsonb AS body FROM event_outbox`);
    expect(event?.body).toMatchObject({
      source: 'audit',
      type: 'event-refused',
      outcome: 'failure',
      cause: 'not the shape of an event',
      particulars: { source: 'identity', sequence: '7', messageDigest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it('of the version before is kept once after the upgrade, and known when it comes again', async () => {
    const refused = { source: 'sam' as const, body: 'none', sequence: 2 };
    database = await databases.upgraded(async (before) => {
      for (let count = 0; count < 3; count += 1)
        await before.query(`INSERT INTO refused_message (source, body, reason) VALUES ('sam', 'none', 'as it was'), ('identity', 'none', 'as it was')`);
    });
    const log = eventLogOver(database);
    expect(await log.refusedCount()).toBe(2);
    expect(await new RecordEvents(log).run([refused])).toEqual(['refused-before']);
    expect({ kept: await log.refusedCount(), missing: await log.missing('sam', 0, 2) }).toEqual({ kept: 2, missing: [1] });
  });
});
