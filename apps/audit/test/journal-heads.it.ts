import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { PostgresJournalHeads } from '../src/adapters/postgres-journal-heads.js';
import { AuditDatabases } from './audit-database.js';

let databases: AuditDatabases;
let database: DataSource;
let heads: PostgresJournalHeads;

beforeAll(async () => void (databases = await AuditDatabases.start()));
afterAll(() => databases.stop());
beforeEach(async () => {
  database = await databases.fresh();
  heads = new PostgresJournalHeads(database);
});

const head = (epoch: number, sequence: number, mark = 'a') => ({ epoch, sequence, mac: mark.repeat(43), seal: 's'.repeat(43) });

describe('heads of the SAM’s journal', () => {
  it('are none at first, and then the one that was kept', async () => {
    expect(await heads.newest()).toBeUndefined();
    expect(await heads.keep(head(1, 5))).toBe(true);
    expect(await heads.newest()).toEqual(head(1, 5));
  });

  it('never go back within an epoch, and are not replaced by another of the same place', async () => {
    await heads.keep(head(1, 5));
    expect(await heads.keep(head(1, 4))).toBe(false);
    expect(await heads.keep(head(1, 5, 'b'))).toBe(false);
    expect(await heads.newest()).toEqual(head(1, 5));
    expect(await heads.keep(head(1, 5))).toBe(true);
    expect(await heads.keep(head(1, 6))).toBe(true);
    expect(await heads.newest()).toEqual(head(1, 6));
  });

  it('of a higher epoch count before any of a lower one', async () => {
    await heads.keep(head(1, 500));
    await heads.keep(head(2, 7));
    await heads.keep(head(1, 501));
    expect(await heads.newest()).toEqual(head(2, 7));
  });

  it('are the highest of many that are kept at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, place) => heads.keep(head(1, place + 1))));
    expect(await heads.newest()).toEqual(head(1, 20));
  });

  it.each([
    ['be deleted', `DELETE FROM journal_head`, /permission denied/],
    ['change their epoch', `UPDATE journal_head SET epoch = 9`, /permission denied/],
    ['go back', `UPDATE journal_head SET sequence = 1`, /never goes back/],
    ['become another of the same place', `UPDATE journal_head SET mac = 'x'`, /never goes back/],
  ])('cannot %s by the role that audit runs as', async (_what, statement, refusal) => {
    await heads.keep(head(1, 5));
    await expect(database.query(statement)).rejects.toThrow(refusal);
  });
});
