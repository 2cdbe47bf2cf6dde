import { inTransaction, type Outbox, preparedRows, rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { Archives, type ArchivedMonth, type CopyCheck } from '../../domain/archive/archives.js';

interface MonthRow {
  readonly month: string;
  readonly first: string;
  readonly size: string;
  readonly manifest: string;
  readonly manifest_sha256: string;
  readonly kept_until: Date;
  readonly archived_at: Date;
  readonly receipt: string | null;
}

interface CheckRow {
  readonly month: string;
  readonly target: string;
  readonly checked_at: Date;
  readonly damage: string | null;
}

const SYSTEM = { kind: 'system', id: 'audit' } as const;

/** What was archived, in PostgreSQL. */
export class PostgresArchives extends Archives {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'audit'>,
  ) {
    super();
  }

  override async list(): Promise<readonly ArchivedMonth[]> {
    const found = await rows<MonthRow>(
      this.database,
      `SELECT month, first, size, manifest, manifest_sha256, kept_until, archived_at, receipt
       FROM archived_month LEFT JOIN archive_receipt USING (month) ORDER BY first`,
    );
    return found.map((row) => ({
      month: row.month,
      from: Number(row.first),
      to: Number(row.size),
      manifest: row.manifest,
      manifestSha256: row.manifest_sha256,
      keptUntil: row.kept_until,
      archivedAt: row.archived_at,
      ...(row.receipt !== null && { receipt: row.receipt }),
    }));
  }

  override async keep({ month, from, to, manifest, manifestSha256, archivedAt, keptUntil }: Omit<ArchivedMonth, 'receipt'>): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      const kept = await preparedRows(
        transaction,
        `INSERT INTO archived_month (month, first, size, manifest, manifest_sha256, kept_until, archived_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT DO NOTHING RETURNING month`,
        [month, from, to, manifest, manifestSha256, keptUntil, archivedAt],
      );
      if (kept.length === 0) return;
      const particulars = { month, manifestSha256, from: String(from), to: String(to), keptUntil: keptUntil.toISOString() };
      await this.outbox.record(transaction, { type: 'month-archived', actor: SYSTEM, outcome: 'success', particulars });
    });
  }

  override async keepReceipt(month: string, receipt: string): Promise<void> {
    await this.database.query(`INSERT INTO archive_receipt (month, receipt) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [month, receipt]);
  }

  override async lastChecks(): Promise<readonly CopyCheck[]> {
    const found = await rows<CheckRow>(
      this.database,
      `SELECT DISTINCT ON (month, target) month, target, checked_at, damage FROM archive_check ORDER BY month, target, id DESC`,
    );
    return found.map(({ month, target, checked_at: checkedAt, damage }) => ({ month, target, checkedAt, ...(damage !== null && { damage }) }));
  }

  override async keepChecks(month: string, checks: readonly CopyCheck[]): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      for (const { target, checkedAt, damage } of checks) {
        const values = [month, target, checkedAt, damage ?? null];
        await transaction.query(`INSERT INTO archive_check (month, target, checked_at, damage) VALUES ($1, $2, $3, $4)`, values);
      }
      await transaction.query(`UPDATE archive_check_wish SET checked_at = now() WHERE month = $1 AND checked_at IS NULL`, [month]);
      const damaged = checks.filter(({ damage }) => damage !== undefined);
      for (const { target, damage } of damaged) {
        await this.outbox.record(transaction, {
          type: 'archive-damaged',
          actor: SYSTEM,
          outcome: 'failure',
          cause: damage ?? '',
          particulars: { month, target },
        });
      }
      if (damaged.length > 0) return;
      const particulars = { month, targets: checks.map(({ target }) => target).join(' ') };
      await this.outbox.record(transaction, { type: 'archive-checked', actor: SYSTEM, outcome: 'success', particulars });
    });
  }

  override async wishCheck(month: string, by: string): Promise<void> {
    await this.database.query(`INSERT INTO archive_check_wish (month, wished_by) VALUES ($1, $2)`, [month, by]);
  }

  override async wished(): Promise<readonly string[]> {
    const found = await rows<{ month: string }>(this.database, `SELECT DISTINCT month FROM archive_check_wish WHERE checked_at IS NULL`);
    return found.map(({ month }) => month);
  }
}
