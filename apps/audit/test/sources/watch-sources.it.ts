/** A source that is silent, and one that starts otherwise, are noticed by audit. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent, EventSource } from '@paraph/contracts';
import { Outbox, rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { PostgresSourceRecords } from '../../src/adapters/postgres-source-records.js';
import { RecordEvents } from '../../src/domain/record-events.js';
import { WatchSources } from '../../src/domain/sources/watch-sources.js';
import { AuditDatabases, eventLogOver } from '../audit-database.js';
import { Story } from '../reconciliation/story.js';

const SILENT_AFTER_MS = 180_000;

let databases: AuditDatabases;
let database: DataSource;
let clock: FakeClock;
let watch: WatchSources;
let story: Story;

beforeAll(async () => {
  databases = await AuditDatabases.start();
});
afterAll(() => databases.stop());
beforeEach(async () => {
  database = await databases.fresh();
  // What arrives has the time of the database: the clock of the process begins there, and is moved on.
  const [row] = await rows<{ now: Date }>(database, `SELECT now()`);
  clock = new FakeClock(row?.now.toISOString() ?? '');
  watch = aWatch();
  story = new Story(new Date());
});

const aWatch = () =>
  new WatchSources(new PostgresSourceRecords(database, new Outbox('audit', database, clock)), eventLogOver(database), clock, SILENT_AFTER_MS);

async function said(source: EventSource, type: string, particulars: Readonly<Record<string, string>> = {}): Promise<void> {
  const event = story.add(source, type, particulars);
  await new RecordEvents(eventLogOver(database)).run([{ source, body: JSON.stringify(event), sequence: event.sequence }]);
}
const told = async () =>
  (await rows<{ body: AuditEvent }>(database, `SELECT body::jsonb AS body FROM event_outbox ORDER BY sequence`)).map(
    ({ body: { type, cause, particulars } }) => [type, particulars['source'], ...(cause === undefined ? [] : [cause])],
  );

describe('a source', () => {
  it('is silent after three heartbeats that did not come, is told so once, and is heard again', async () => {
    await said('sam', 'heartbeat');
    clock.advance(SILENT_AFTER_MS - 10_000);
    expect([...(await watch.run())]).toEqual([['sam', false]]);
    clock.advance(30_000);
    expect([...(await watch.run())]).toEqual([['sam', true]]);
    await watch.run();
    // Another replica, or this one after a restart, knows that it was told.
    expect([...(await aWatch().run())]).toEqual([['sam', true]]);
    expect(await told()).toEqual([['source-silent', 'sam', 'not even a heartbeat arrived']]);
    await said('sam', 'heartbeat');
    expect([...(await aWatch().run())]).toEqual([['sam', false]]);
    expect((await told()).slice(1)).toEqual([['source-heard', 'sam']]);
  });

  it('that said it stops is silent too, and the log says so', async () => {
    await said('sam', 'service-stopped');
    clock.advance(SILENT_AFTER_MS + 10_000);
    await watch.run();
    expect(await told()).toEqual([['source-silent', 'sam', 'it said that it stops']]);
  });

  it('is not silent to an audit that was not there itself, until it has listened for as long', async () => {
    await said('sam', 'heartbeat');
    clock.advance(3_600_000);
    const restarted = aWatch();
    expect([...(await restarted.run())]).toEqual([['sam', false]]);
    clock.advance(SILENT_AFTER_MS + 10_000);
    expect([...(await restarted.run())]).toEqual([['sam', true]]);
  });

  it('that never spoke is none', async () => {
    clock.advance(SILENT_AFTER_MS + 10_000);
    expect([...(await watch.run())]).toEqual([]);
    expect(await told()).toEqual([]);
  });
});

describe('a start', () => {
  it('with the settings of the time before is no change; with others, or in another version, it is one', async () => {
    await said('sam', 'service-started', { version: '1.0.0', settings: 'a' });
    await said('identity', 'service-started', { version: '1.0.0', settings: 'z' });
    await said('sam', 'service-started', { version: '1.0.0', settings: 'a' });
    await watch.run();
    expect(await told()).toEqual([]);
    await said('sam', 'service-started', { version: '1.0.0', settings: 'b' });
    await said('sam', 'service-started', { version: '1.1.0', settings: 'b' });
    await watch.run();
    await aWatch().run();
    const [one, other, ...more] = await rows<{ body: AuditEvent }>(database, `SELECT body::jsonb AS body FROM event_outbox ORDER BY sequence`);
    expect(more).toEqual([]);
    expect(one?.body).toMatchObject({
      type: 'settings-changed',
      particulars: { source: 'sam', formerSettings: 'a', settings: 'b', version: '1.0.0', formerVersion: '1.0.0' },
    });
    expect(other?.body.particulars).toMatchObject({ version: '1.1.0', formerVersion: '1.0.0', settings: 'b', formerSettings: 'b' });
  });
});
