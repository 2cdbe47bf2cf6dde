import { inTransaction, rows } from '@paraph/platform';
import { type DataSource, type EntityManager } from 'typeorm';
import type { AuthorityName, PreparedAnswer, StatusAnswer } from '../domain/publication-sources.js';
import { StatusAnswers, type AnswerPass, type PassProgress, type PassTerms } from '../domain/status-answers.js';

interface AnswerRow {
  readonly response: Buffer;
  readonly this_update: Date;
  readonly next_update: Date;
}

/** Prepared answers in PostgreSQL; every replica answers from here. */
export class PostgresStatusAnswers extends StatusAnswers {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async find(authority: AuthorityName, serialNumber: string): Promise<StatusAnswer | undefined> {
    const sql = `SELECT response, this_update, next_update FROM status_answer WHERE authority = $1 AND serial_number = $2`;
    const [row] = await rows<AnswerRow>(this.database, sql, [authority, serialNumber]);
    return row && { response: new Uint8Array(row.response), thisUpdate: row.this_update, nextUpdate: row.next_update };
  }

  override keep(authority: AuthorityName, answers: readonly PreparedAnswer[]): Promise<void> {
    return this.write(this.database, authority, answers);
  }

  override async takeUp(authority: AuthorityName, { now, begunBefore, leasedUntil }: PassTerms): Promise<AnswerPass | undefined> {
    await this.database.query(
      `INSERT INTO status_pass (authority, is_under_way, begun_at, leased_until) VALUES ($1, false, to_timestamp(0), to_timestamp(0)) ON CONFLICT DO NOTHING`,
      [authority],
    );
    const [row] = await rows<{ after: string | null }>(
      this.database,
      `WITH taken AS (
         UPDATE status_pass SET is_under_way = true, leased_until = $4,
           after = CASE WHEN is_under_way THEN after END, begun_at = CASE WHEN is_under_way THEN begun_at ELSE $2 END
         WHERE authority = $1 AND leased_until <= $2 AND (is_under_way OR begun_at <= $3)
         RETURNING after)
       SELECT after FROM taken`,
      [authority, now, begunBefore, leasedUntil],
    );
    return row && { after: row.after ?? undefined };
  }

  override async advance(authority: AuthorityName, { answers, after, leasedUntil }: PassProgress): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      await this.write(transaction, authority, answers);
      await transaction.query(`UPDATE status_pass SET after = $2, is_under_way = $2::text IS NOT NULL, leased_until = $3 WHERE authority = $1`, [
        authority,
        after ?? null,
        leasedUntil,
      ]);
    });
  }

  override async restart(authority: AuthorityName): Promise<void> {
    await this.database.query(
      `UPDATE status_pass SET after = NULL, is_under_way = false, begun_at = to_timestamp(0), leased_until = to_timestamp(0) WHERE authority = $1`,
      [authority],
    );
  }

  override async forget(over: Date): Promise<void> {
    await this.database.query(`DELETE FROM status_answer WHERE next_update <= $1`, [over]);
  }

  private async write(database: DataSource | EntityManager, authority: AuthorityName, answers: readonly PreparedAnswer[]): Promise<void> {
    if (answers.length === 0) return;
    await database.query(
      `INSERT INTO status_answer (authority, serial_number, response, this_update, next_update)
       SELECT $1, serial_number, response, this_update, next_update
       FROM unnest($2::text[], $3::bytea[], $4::timestamptz[], $5::timestamptz[]) AS one(serial_number, response, this_update, next_update)
       ON CONFLICT (authority, serial_number) DO UPDATE
         SET response = excluded.response, this_update = excluded.this_update, next_update = excluded.next_update
         WHERE status_answer.this_update <= excluded.this_update`,
      [
        authority,
        answers.map(({ serialNumber }) => serialNumber),
        answers.map(({ response }) => Buffer.from(response)),
        answers.map(({ thisUpdate }) => thisUpdate),
        answers.map(({ nextUpdate }) => nextUpdate),
      ],
    );
  }
}
