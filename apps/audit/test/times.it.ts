/** A search by time in a log that is ordered by place: late events and wrong clocks cost no event, whole spans or not. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { DataSource } from 'typeorm';
import { keepSpans, SPAN } from '../src/adapters/log-stretches.js';
import { PostgresTreeHeads } from '../src/adapters/postgres-tree-heads.js';
import { AuditDatabases, eventLogOver } from './audit-database.js';

const EVENTS = 2 * SPAN + 100;
/** Every seventh thousandth event came a day late. */
const isLate = (position: number): boolean => position % 1_700 === 1_699;
const at = (position: number): number => Date.parse('2027-03-10T00:00:00Z') + position * 1_000 - (isLate(position) ? 86_400_000 : 0);

let databases: AuditDatabases;
let database: DataSource;

beforeAll(async () => {
  databases = await AuditDatabases.start();
  database = await databases.fresh();
  const log = eventLogOver(database);
  const terms = [newId('sgn')];
  for (let first = 0; first < EVENTS; first += 2_000) {
    const leaves = Array.from({ length: Math.min(2_000, EVENTS - first) }, (_, nth) => ({
      id: newId('evt'),
      source: 'sam' as const,
      sequence: first + nth + 1,
      type: 'signature-made',
      occurredAt: new Date(at(first + nth)).toISOString(),
      outcome: 'success' as const,
      terms: (first + nth) % 50 === 0 ? terms : [],
      body: '{}',
      leafHash: new Uint8Array(32),
    }));
    await log.append(leaves);
  }
}, 30_000);
afterAll(() => databases.stop());

it.each([
  ['before any span is whole', async () => undefined],
  ['with some', () => keepSpans(database, SPAN + 5)],
  ['with all of them, kept twice', () => new PostgresTreeHeads(database).keepSubtrees({ from: EVENTS, to: EVENTS }).then(() => keepSpans(database, EVENTS))],
])('finds what happened in a time and nothing else, %s', async (_case, prepare) => {
  await prepare();
  const log = eventLogOver(database);
  const all = Array.from({ length: EVENTS }, (_, position) => position);
  for (const [from, to] of [
    ['2027-03-10T01:00:00Z', '2027-03-10T01:00:10Z'],
    ['2027-03-09T00:00:00Z', '2027-03-10T00:00:03Z'],
    ['2027-03-10T02:16:00Z', '2027-03-11T00:00:00Z'],
    ['2028-01-01T00:00:00Z', '2028-01-02T00:00:00Z'],
  ] as const) {
    const expected = all.filter((position) => at(position) >= Date.parse(from) && at(position) < Date.parse(to));
    const filter = { from: new Date(from), to: new Date(to) };
    const found = async (page: { after: number } | { before: number }) => (await log.read(filter, { ...page, limit: 2_000 })).map(({ position }) => position);
    expect(await found({ after: -1 })).toEqual(expected);
    expect(await found({ before: EVENTS })).toEqual(expected.toReversed());
  }
});
