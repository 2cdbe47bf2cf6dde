/** Months of the log: begun by the clock, retired and restored by the owner, and searched and proven as if nothing had been. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { LogTree } from '@paraph/merkle';
import { Outbox, rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import { type DataSource } from 'typeorm';
import { PostgresMonthStore } from '../src/adapters/postgres-month-store.js';
import { PostgresTreeHeads } from '../src/adapters/postgres-tree-heads.js';
import { MonthCopies, type ArchivedText, type MonthCopy } from '../src/domain/month-copies.js';
import { RestoreMonth } from '../src/domain/months/restore-month.js';
import { RetireMonth } from '../src/domain/months/retire-month.js';
import { RecordEvents } from '../src/domain/record-events.js';
import { AuditDatabases, eventLogOver } from './audit-database.js';
import { anEvent } from './event-log.suite.js';

const WHOLE = [
  { target: 'directory', isWhole: true },
  { target: 's3', isWhole: true },
];

/** An archive in memory. */
class KeptCopies extends MonthCopies {
  copies: readonly MonthCopy[] = WHOLE;
  texts: ArchivedText[] = [];

  override async check(): Promise<readonly MonthCopy[]> {
    return this.copies;
  }

  override async *read(): AsyncGenerator<ArchivedText> {
    yield* this.texts;
  }
}

const SIGNER = newId('sgn');
let databases: AuditDatabases;
let database: DataSource;
let owner: DataSource;
let copies: KeptCopies;
let store: PostgresMonthStore;

beforeAll(async () => void (databases = await AuditDatabases.start()));
afterAll(async () => {
  await owner?.destroy();
  await databases.stop();
});

const append = (first: number, count: number) =>
  new RecordEvents(eventLogOver(database)).run(
    Array.from({ length: count }, (_, nth) => ({ source: 'sam' as const, body: anEvent({ sequence: first + nth, particulars: { signerId: SIGNER } }) })),
  );
const log = () => eventLogOver(database);
const found = async () => (await log().read({ terms: [SIGNER] }, { after: -1, limit: 100 })).map(({ position }) => position);
const nextMonth = (month: string) => databases.asOwnerOfAudit(`SELECT begin_month_of('${month}-01')`);
const recorded = async () =>
  (
    await rows<{ type: string; particulars: object }>(database, `SELECT type, body::jsonb -> 'particulars' AS particulars FROM event_outbox ORDER BY sequence`)
  ).map(({ type, particulars }) => ({ type, ...particulars }));
const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, nth) => from + nth);

describe('the months of a log', () => {
  beforeEach(async () => void (database = await databases.fresh()));

  it('begin with the first event in them, by the clock of the database', async () => {
    expect(await log().months()).toEqual([]);
    await append(1, 3);
    const [now] = await rows<{ month: string }>(database, `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM') AS month`);
    expect(await log().months()).toEqual([{ month: now?.month, from: 0 }]);
    await nextMonth('2150-01');
    await append(4, 2);
    expect(await log().months()).toEqual([
      { month: now?.month, from: 0, to: 3 },
      { month: '2150-01', from: 3 },
    ]);
  });

  it('are never an earlier one than the event before it, whatever the clock says', async () => {
    await append(1, 1);
    await nextMonth('2150-01');
    await rows(database, `SELECT begin_month()`);
    await append(2, 1);
    expect((await log().months()).map(({ month }) => month).at(-1)).toBe('2150-01');
  });

  it('begin once when many events come at that moment', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, nth) => append(nth * 5 + 1, 5)));
    expect(await log().months()).toHaveLength(1);
    expect(await found()).toEqual(numbered(0, 40));
  });
});

describe('a log of the version before', () => {
  it('has its texts and what they are found by moved, each event in the month it came in', async () => {
    const bodies = numbered(1, 5).map((sequence) =>
      anEvent({ sequence, particulars: { signerId: SIGNER }, ...(sequence === 4 && { outcome: 'failure' as const }) }),
    );
    database = await databases.upgraded(async (before) => {
      for (const [position, body] of bodies.entries()) {
        const { id } = JSON.parse(body) as { id: string };
        // The third came when the clock of the database was wrong for a moment.
        const at = ['2027-03-31T23:59:59Z', '2027-04-01T00:00:00Z', '2027-03-31T23:00:00Z', '2027-04-02T00:00:00Z'][position];
        const sql = `INSERT INTO event (position, id, source, sequence, type, occurred_at, received_at, body, leaf_hash)
          VALUES ($1, $2, 'sam', $3, 'signature-made', now(), $4, $5, sha256('\\x00'::bytea || convert_to($5, 'UTF8')))`;
        await before.query(sql, [position, id, position + 1, at, body]);
      }
      await before.query(`UPDATE event_log_size SET size = 4`);
    });
    expect(await log().months()).toEqual([
      { month: '2027-03', from: 0, to: 1 },
      { month: '2027-04', from: 1 },
    ]);
    expect((await log().read({ terms: [SIGNER] }, { after: -1, limit: 10 })).map(({ body }) => body)).toEqual(bodies);
    expect((await log().read({ outcome: 'failure' }, { after: -1, limit: 10 })).map(({ position }) => position)).toEqual([3]);
    await append(5, 1);
    expect(await found()).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('a month that is over', () => {
  let month: string;
  let tree: Uint8Array;
  const retire = () => new RetireMonth(store, copies).run(month, 'Ada Lovelace');
  const restore = () => new RestoreMonth(store, copies).run(month, 'Ada Lovelace');
  const root = () => new LogTree(new PostgresTreeHeads(database).hashes, 30).root();

  beforeEach(async () => {
    database = await databases.fresh();
    await owner?.destroy();
    owner = await databases.ownerOfAudit();
    store = new PostgresMonthStore(owner, new Outbox('audit', owner, new FakeClock()));
    await append(1, 20);
    await nextMonth('2150-01');
    await append(21, 10);
    month = (await log().months())[0]?.month ?? '';
    copies = new KeptCopies();
    for await (const { position, body } of log().stretch(0, 20)) copies.texts.push({ position, leaf: body });
    tree = await root();
  });

  it('is retired: its texts are gone, its leaves are not, and the next events are found as before', async () => {
    expect(await retire()).toEqual(['directory', 's3']);
    expect(await found()).toEqual(numbered(20, 30));
    expect((await log().read({}, { before: 25, limit: 10 })).map(({ position }) => position)).toEqual([24, 23, 22, 21, 20]);
    expect(await root()).toEqual(tree);
    expect((await log().months())[0]).toMatchObject({ month, from: 0, to: 20, retiredAt: expect.any(Date) });
    expect(await recorded()).toEqual([{ type: 'month-retired', month, copies: 'directory s3' }]);
    expect(await rows(database, `SELECT 1 FROM event_text WHERE position < 20`)).toEqual([]);
    await append(31, 1);
    await expect(retire()).rejects.toMatchObject({ code: 'archive.unknown' });
  });

  it('is restored, and found and read as if it had never been away', async () => {
    const before = await log().read({}, { after: -1, limit: 100 });
    await retire();
    expect(await restore()).toBe(20);
    expect(await found()).toEqual(numbered(0, 30));
    expect(await log().read({}, { after: -1, limit: 100 })).toEqual(before);
    expect((await recorded()).at(-1)).toEqual({ type: 'month-restored', month, events: '20' });
    await expect(restore()).rejects.toMatchObject({ code: 'archive.unknown' });
    expect(await retire()).toHaveLength(2);
  });

  it.each<[string, readonly MonthCopy[]]>([
    ['one whole copy', WHOLE.slice(0, 1)],
    [
      'a copy that is damaged',
      [
        { target: 'directory', isWhole: true },
        { target: 's3', isWhole: false, detail: 'line 7' },
      ],
    ],
    ['no copy', []],
  ])('is not retired with %s', async (_case, those) => {
    copies.copies = those;
    await expect(retire()).rejects.toMatchObject({ code: 'archive.incomplete' });
    expect([await found(), await recorded()]).toEqual([numbered(0, 30), []]);
  });

  it.each<[string, (texts: ArchivedText[]) => unknown]>([
    ['a text was edited', (texts) => (texts[7] = { position: 7, leaf: (texts[7]?.leaf ?? '').replace('success', 'failure') })],
    ['a text is missing', (texts) => texts.splice(7, 1)],
    ['the end is missing', (texts) => texts.pop()],
    ['two texts are exchanged', (texts) => texts.splice(7, 2, ...texts.slice(7, 9).reverse())],
    ['there is one too many', (texts) => texts.push({ position: 20, leaf: anEvent({ sequence: 21 }) })],
  ])('is not restored from an archive in which %s: none of it is', async (_case, spoil) => {
    await retire();
    spoil(copies.texts);
    await expect(restore()).rejects.toMatchObject({ code: 'archive.incomplete' });
    expect(await found()).toEqual(numbered(20, 30));
    expect((await log().months())[0]?.retiredAt).toBeInstanceOf(Date);
    expect(await recorded()).toHaveLength(1);
  });

  it.each(['2150-01', '2149-12', '2150-01; DROP TABLE event'])('is the only kind that is retired: not %s', async (other) => {
    month = other;
    await expect(retire()).rejects.toMatchObject({ code: 'archive.unknown' });
    await expect(restore()).rejects.toMatchObject({ code: 'archive.unknown' });
  });
});
