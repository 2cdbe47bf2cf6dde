/** The log counted by the hour, and what is not as usual in it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Outbox, rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { PostgresActivityBook } from '../../src/adapters/postgres-activity-book.js';
import { AnalyseActivity } from '../../src/domain/analysis/analyse-activity.js';
import { hourOf } from '../../src/domain/analysis/activity.js';
import { RecordEvents } from '../../src/domain/record-events.js';
import { AuditDatabases, eventLogOver } from '../audit-database.js';
import { Story } from '../reconciliation/story.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const running = new AbortController().signal;

let databases: AuditDatabases;
let database: DataSource;
let book: PostgresActivityBook;
let analysis: AnalyseActivity;

/** The hour in which somebody tries another’s account, after ten days of quiet. */
const hour = hourOf(new Date(Date.now() - 3 * HOUR_MS));

beforeAll(async () => {
  databases = await AuditDatabases.start();
  database = await databases.fresh();
  const clock = new FakeClock(new Date(hour.getTime() + 3 * HOUR_MS).toISOString());
  book = new PostgresActivityBook(database, new Outbox('audit', database, clock));
  const log = eventLogOver(database);
  analysis = new AnalyseActivity(log, book, clock);
  const story = new Story(new Date(hour.getTime() - 10 * DAY_MS));
  for (let day = 0; day < 10; day += 1, story.later(DAY_MS)) story.add('identity', 'login-succeeded', {});
  for (let tries = 0; tries < 12; tries += 1)
    story.add('identity', 'login-refused', {}, { outcome: 'failure', actor: { kind: 'client', id: 'cli_AAAAAAAAAAAAAAAAAAAAAA' }, recipient: 'sgn_ada' });
  await new RecordEvents(log).run(story.events.map((event) => ({ source: event.source, body: JSON.stringify(event), sequence: event.sequence })));
});
afterAll(() => databases.stop());

const told = () => rows<{ body: object }>(database, `SELECT body::jsonb AS body FROM event_outbox WHERE type = 'pattern-found'`);

describe('an analysis', () => {
  it('counts each event once, judges each settled hour once, and records what it found', async () => {
    const [tries] = (await analysis.run(running)).filter(({ pattern }) => pattern === 'failed-attempts');
    expect(tries).toEqual({ pattern: 'failed-attempts', hour, subject: 'sgn_ada', count: 12, usual: 10 });
    expect(await book.counted()).toBe(22);
    const found = await told();
    expect(found).toContainEqual({
      body: expect.objectContaining({
        cause: expect.stringContaining('Many tries'),
        particulars: expect.objectContaining({ pattern: 'failed-attempts', subject: 'sgn_ada' }),
      }),
    });
    expect(await analysis.run(running)).toEqual([]);
    expect(await told()).toEqual(found);
    expect(await book.most('failure', { from: hour, to: new Date(hour.getTime() + HOUR_MS) }, 9)).toEqual([
      { subject: 'cli_AAAAAAAAAAAAAAAAAAAAAA', count: 12 },
      { subject: 'sgn_ada', count: 12 },
    ]);
    expect(await book.patterns({ from: hour, to: new Date(hour.getTime() + HOUR_MS) }, 9)).toContainEqual(tries);
  });

  it('knows the 28 days before an hour', async () => {
    expect(await book.before(hour)).toEqual({ busiest: new Map([['identity login-succeeded', 1]]), roleHours: new Set(), days: 10 });
  });

  it('counts nothing twice where another replica was first, and keeps the shortest delay', async () => {
    const one = { hour, subject: 'sam', count: 5 };
    await book.add(
      [
        { ...one, kind: 'event' },
        { ...one, kind: 'delay' },
      ],
      22,
      30,
    );
    await book.add(
      [
        { ...one, kind: 'event' },
        { ...one, kind: 'delay' },
      ],
      22,
      30,
    );
    await book.add(
      [
        { ...one, kind: 'event', count: 2 },
        { ...one, kind: 'delay', count: 2 },
      ],
      30,
      31,
    );
    expect(await book.ofHour(hour)).toEqual(
      expect.arrayContaining([
        { ...one, kind: 'event', count: 7 },
        { ...one, kind: 'delay', count: 2 },
      ]),
    );
  });
});
