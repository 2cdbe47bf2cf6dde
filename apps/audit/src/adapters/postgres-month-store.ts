import { auditEvent, ServiceError } from '@paraph/contracts';
import { leafHash } from '@paraph/kernel';
import { inTransaction, rows, type Outbox } from '@paraph/platform';
import type { DataSource, EntityManager } from 'typeorm';
import type { LogMonth } from '../domain/event-log.js';
import type { ArchivedText } from '../domain/month-copies.js';
import { MonthStore, type RetirementOrder } from '../domain/months/month-store.js';
import { searchTerms } from '../domain/search-terms.js';
import { readMonths } from './log-stretches.js';
import { termKey } from './term-key.js';

/** Texts that are put back by one statement. */
const BATCH = 2_000;

/** The log's partitions, as their owner. */
export class PostgresMonthStore extends MonthStore {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'audit'>,
  ) {
    super();
  }

  override months(): Promise<LogMonth[]> {
    return readMonths(this.database);
  }

  override async retire(month: string, { by, copies }: RetirementOrder): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      const [retired] = await rows(transaction, `UPDATE log_month SET retired_at = now() WHERE month = $1 AND retired_at IS NULL RETURNING month`, [
        first(month),
      ]);
      if (!retired) throw new ServiceError('archive.unknown', `${month} was retired meanwhile`);
      for (const table of ['event_text', 'event_term']) {
        await rows(transaction, `ALTER TABLE ${table} DETACH PARTITION ${partition(table, month)}`);
        await rows(transaction, `DROP TABLE ${partition(table, month)}`);
      }
      await this.record(transaction, 'month-retired', { month, by, particulars: { copies: copies.map(({ target }) => target).join(' ') } });
    });
  }

  override async restore(month: LogMonth & { readonly to: number }, texts: AsyncIterable<ArchivedText>, by: string): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      const sql = `UPDATE log_month SET retired_at = NULL, restored_at = now() WHERE month = $1 AND retired_at IS NOT NULL RETURNING month`;
      const [restored] = await rows(transaction, sql, [first(month.month)]);
      if (!restored) throw new ServiceError('archive.unknown', `${month.month} was restored meanwhile`);
      await rows(transaction, `SELECT make_month($1::date)`, [first(month.month)]);
      let next = month.from;
      for await (const batch of batchesOf(texts)) {
        await this.putBack(transaction, { month: month.month, from: next, texts: batch });
        next += batch.length;
      }
      if (next !== month.to) throw new ServiceError('archive.incomplete', `the archive ends before position ${next} of ${month.to}`);
      await this.record(transaction, 'month-restored', { month: month.month, by, particulars: { events: String(month.to - month.from) } });
    });
  }

  private async putBack(transaction: EntityManager, { month, from, texts }: { month: string; from: number; texts: readonly ArchivedText[] }): Promise<void> {
    const kept = await rows<{ leaf_hash: Buffer }>(
      transaction,
      `SELECT leaf_hash FROM event WHERE position >= $1 AND position < $2 AND month = $3 ORDER BY position`,
      [from, from + texts.length, first(month)],
    );
    texts.forEach(({ position, leaf }, nth) => {
      const hash = kept[nth]?.leaf_hash;
      if (position !== from + nth || hash === undefined || Buffer.compare(hash, leafHash(leaf)) !== 0)
        throw new ServiceError('archive.incomplete', `what the archive has for position ${from + nth} is not what was logged there`);
    });
    await rows(transaction, `INSERT INTO event_text (month, position, body) SELECT $1::date, * FROM unnest($2::bigint[], $3::text[])`, [
      first(month),
      texts.map(({ position }) => position),
      texts.map(({ leaf }) => leaf),
    ]);
    const terms = texts.flatMap(({ position, leaf }) => searchTerms(auditEvent.parse(JSON.parse(leaf))).map((term) => ({ position, key: termKey(term) })));
    await rows(transaction, `INSERT INTO event_term (month, position, term) SELECT $1::date, * FROM unnest($2::bigint[], $3::uuid[])`, [
      first(month),
      terms.map(({ position }) => position),
      terms.map(({ key }) => key),
    ]);
  }

  private async record(
    transaction: EntityManager,
    type: 'month-retired' | 'month-restored',
    { month, by, particulars }: { readonly month: string; readonly by: string; readonly particulars: Readonly<Record<string, string>> },
  ): Promise<void> {
    await this.outbox.record(transaction, { type, actor: { kind: 'operator', id: by }, outcome: 'success', particulars: { month, ...particulars } });
  }
}

/** The day by which a month is kept. */
const first = (month: string): string => `${month}-01`;

/** The name of a month's partition. It becomes part of a statement, so it is made of digits and nothing else. */
function partition(table: string, month: string): string {
  const [, year, number] = /^(\d{4})-(\d{2})$/.exec(month) ?? [];
  if (year === undefined || number === undefined) throw new ServiceError('archive.unknown', 'a month is written 2026-11');
  return `${table}_${year}_${number}`;
}

async function* batchesOf(texts: AsyncIterable<ArchivedText>): AsyncGenerator<readonly ArchivedText[]> {
  let batch: ArchivedText[] = [];
  for await (const text of texts) {
    batch.push(text);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
