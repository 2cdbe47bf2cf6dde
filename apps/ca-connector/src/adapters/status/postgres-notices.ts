import { inTransaction, type Outbox, rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import type { CaEvent } from '../../domain/request-ledger.js';
import type { Turn } from '../../domain/revocation/revocation-orders.js';
import { Notices, type Notice } from '../../domain/status-watch/notices.js';
import type { WatchedCertificate } from '../../domain/status-watch/watch-ledger.js';
import { watchedOf, type WatchedRow } from './watched-row.js';

interface NoticeRow extends WatchedRow {
  readonly certificate: Buffer;
  readonly revoked_at: Date;
  readonly tries: number;
  readonly failure: string | null;
}

/** Notices in PostgreSQL, taken by turns. */
export class PostgresNotices extends Notices {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'ca-connector'>,
  ) {
    super();
  }

  override add({ requestId }: WatchedCertificate, { revokedAt, now }: { readonly revokedAt: Date; readonly now: Date }, event: CaEvent): Promise<void> {
    return this.changed(
      `INSERT INTO noticed_revocation (request_id, revoked_at, noticed_at, next_try_at) VALUES ($1, $2, $3, $3)
       ON CONFLICT (request_id) DO UPDATE SET state = 'open', revoked_at = $2, noticed_at = $3, next_try_at = $3, tries = 0, failure = NULL
       WHERE noticed_revocation.state = 'lifted' RETURNING request_id`,
      [requestId, revokedAt, now],
      event,
    );
  }

  override async take({ now, until }: Turn, limit: number): Promise<readonly Notice[]> {
    const sql = `
      WITH taken AS (
        UPDATE noticed_revocation SET next_try_at = $2
        WHERE request_id IN (
          SELECT request_id FROM noticed_revocation WHERE state = 'open' AND next_try_at <= $1 ORDER BY next_try_at LIMIT $3 FOR UPDATE SKIP LOCKED)
        RETURNING request_id, revoked_at, tries, failure)
      SELECT w.*, t.revoked_at, t.tries, t.failure, c.certificate
      FROM taken t JOIN watched_certificate w USING (request_id) JOIN certificate c USING (request_id)`;
    return (await rows<NoticeRow>(this.database, sql, [now, until, limit])).map(noticeOf);
  }

  override close(requestId: string, state: 'done' | 'lifted', event: CaEvent): Promise<void> {
    const sql = `UPDATE noticed_revocation SET state = $2, failure = NULL WHERE request_id = $1 AND state = 'open' RETURNING request_id`;
    return this.changed(sql, [requestId, state], event);
  }

  override postpone(requestId: string, { at, failure }: { readonly at: Date; readonly failure: string }, event?: CaEvent): Promise<void> {
    const sql = `
      UPDATE noticed_revocation SET next_try_at = $2, failure = $3, tries = tries + 1 WHERE request_id = $1 AND state = 'open' RETURNING request_id`;
    return this.changed(sql, [requestId, at, failure], event);
  }

  override async open(): Promise<number> {
    const [row] = await rows<{ count: number }>(this.database, `SELECT count(*)::integer AS count FROM noticed_revocation WHERE state = 'open'`);
    return row?.count ?? 0;
  }

  /** A change and its event; none where nothing was changed. */
  private changed(sql: string, values: readonly unknown[], event: CaEvent | undefined): Promise<void> {
    return inTransaction(this.database, async (transaction) => {
      const changed = await rows(transaction, sql, values);
      if (event && changed.length === 1) await this.outbox.record(transaction, event);
    });
  }
}

function noticeOf(row: NoticeRow): Notice {
  const { certificate, revoked_at: revokedAt, tries, failure } = row;
  return { ...watchedOf(row), certificate: new Uint8Array(certificate), revokedAt, tries, ...(failure === null ? {} : { failure }) };
}
