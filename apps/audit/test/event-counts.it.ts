/** Figures are right over the ends of days, and of what one event tells of many signatures. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { DataSource } from 'typeorm';
import { PostgresEventCounts } from '../src/adapters/postgres-event-counts.js';
import { RecordEvents } from '../src/domain/record-events.js';
import { AuditDatabases, eventLogOver } from './audit-database.js';
import { anEvent } from './event-log.suite.js';

const period = { from: new Date('2027-03-01T12:00:00.000Z'), to: new Date('2027-03-03T12:00:00.000Z') };
let databases: AuditDatabases;
let database: DataSource;
let sequence = 0;

const event = (type: string, occurredAt: string, particulars: Record<string, string>, outcome: 'success' | 'failure' = 'success') => ({
  source: 'sam' as const,
  body: anEvent({ sequence: (sequence += 1), type, occurredAt, particulars, outcome }),
});
/** An attempt that took so long, and how many signatures it made. */
const attempt = (begun: string, milliseconds: number, count = 1) => {
  const attemptId = newId('att');
  const made = new Date(Date.parse(begun) + milliseconds).toISOString();
  return [event('signature-intended', begun, { attemptId }), event('signature-made', made, { attemptId, count: String(count) })];
};

beforeAll(async () => {
  databases = await AuditDatabases.start();
  database = await databases.fresh();
  await new RecordEvents(eventLogOver(database)).run([
    ...attempt('2027-03-01T11:59:59.990Z', 5),
    ...attempt('2027-03-01T12:00:00.000Z', 10),
    ...attempt('2027-03-01T23:59:59.990Z', 30, 7),
    ...attempt('2027-03-02T00:30:00.000Z', 20),
    event('signature-failed', '2027-03-02T00:45:00.000Z', { attemptId: newId('att'), count: '2' }, 'failure'),
    event('signature-refused', '2027-03-02T00:46:00.000Z', { attemptId: newId('att') }, 'failure'),
    event('signature-intended', '2027-03-02T00:47:00.000Z', { attemptId: newId('att') }),
    ...attempt('2027-03-03T11:59:59.995Z', 5),
  ]);
});
afterAll(() => databases.stop());

describe('figures', () => {
  it('count each hour once, by the moment of the signature, and every signature of an event', async () => {
    expect((await new PostgresEventCounts(database).of(period)).signatures).toEqual([
      { hour: '2027-03-01T12:00:00.000Z', made: 1, failed: 0, refused: 0 },
      { hour: '2027-03-02T00:00:00.000Z', made: 8, failed: 2, refused: 1 },
    ]);
  });

  it('know how long a signature took over midnight, and leave out what was begun and not made', async () => {
    expect((await new PostgresEventCounts(database).of(period)).latency).toEqual({ count: 3, p50: 20, p95: 30, p99: 30, most: 30 });
  });

  it('name the failures', async () => {
    expect((await new PostgresEventCounts(database).of(period)).failures).toEqual([
      { source: 'sam', type: 'signature-failed', count: 1 },
      { source: 'sam', type: 'signature-refused', count: 1 },
    ]);
  });
});
