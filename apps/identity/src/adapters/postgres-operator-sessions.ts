import { inTransaction, type Outbox, rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import type { IdentityEvent } from '../domain/ports/events.js';
import { OperatorSessions, type NewSession, type SignInApproval, type SignInRequest } from '../domain/ports/operator-sessions.js';

interface SignInRow {
  readonly device_digest: string;
  readonly challenge: string;
  readonly begun_at: Date;
  readonly expires_at: Date;
}

/** Sign-ins and sessions of operators in PostgreSQL. */
export class PostgresOperatorSessions extends OperatorSessions {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'identity'>,
  ) {
    super();
  }

  override async begin({ code, deviceDigest, challenge, begunAt, expiresAt }: SignInRequest, most: number): Promise<boolean> {
    const begun = await rows(
      this.database,
      `INSERT INTO operator_sign_in (code, device_digest, challenge, begun_at, expires_at)
       SELECT $1, $2, $3, $4, $5 WHERE (SELECT count(*) FROM operator_sign_in WHERE operator_id IS NULL AND expires_at > $4) < $6
       ON CONFLICT DO NOTHING RETURNING code`,
      [code, deviceDigest, challenge, begunAt, expiresAt, most],
    );
    return begun.length > 0;
  }

  override async waiting(code: string, now: Date): Promise<SignInRequest | undefined> {
    const sql = `SELECT device_digest, challenge, begun_at, expires_at FROM operator_sign_in WHERE code = $1 AND operator_id IS NULL AND expires_at > $2`;
    const [row] = await rows<SignInRow>(this.database, sql, [code, now]);
    return row && { code, deviceDigest: row.device_digest, challenge: row.challenge, begunAt: row.begun_at, expiresAt: row.expires_at };
  }

  override approve(
    code: string,
    { operatorId, passkeyId, signCount }: SignInApproval,
    { now, event }: { readonly now: Date; readonly event: IdentityEvent },
  ): Promise<boolean> {
    return inTransaction(this.database, async (transaction) => {
      const count = `UPDATE operator_passkey SET sign_count = $2 WHERE id = $1 AND (sign_count < $2 OR sign_count = 0 AND $2 = 0) RETURNING id`;
      if ((await rows(transaction, count, [passkeyId, signCount])).length === 0) return false;
      const take = `UPDATE operator_sign_in SET operator_id = $2 WHERE code = $1 AND operator_id IS NULL AND expires_at > $3 RETURNING code`;
      if ((await rows(transaction, take, [code, operatorId, now])).length === 0) return false;
      await this.outbox.record(transaction, event);
      return true;
    });
  }

  override redeem(deviceDigest: string, { digest, openedAt, endsAt }: NewSession): Promise<{ readonly operatorId: string } | 'waiting' | undefined> {
    return inTransaction(this.database, async (transaction) => {
      const redeem = `UPDATE operator_sign_in SET redeemed_at = $2
        WHERE device_digest = $1 AND operator_id IS NOT NULL AND redeemed_at IS NULL AND expires_at > $2 RETURNING operator_id`;
      const [row] = await rows<{ operator_id: string }>(transaction, redeem, [deviceDigest, openedAt]);
      if (!row) {
        const waits = `SELECT code FROM operator_sign_in WHERE device_digest = $1 AND operator_id IS NULL AND expires_at > $2`;
        return (await rows(transaction, waits, [deviceDigest, openedAt])).length > 0 ? 'waiting' : undefined;
      }
      await transaction.query(`INSERT INTO operator_session (digest, operator_id, opened_at, last_used_at, ends_at) VALUES ($1, $2, $3, $3, $4)`, [
        digest,
        row.operator_id,
        openedAt,
        endsAt,
      ]);
      return { operatorId: row.operator_id };
    });
  }

  override async use(
    digest: string,
    { now, idleSince }: { readonly now: Date; readonly idleSince: Date },
  ): Promise<{ readonly operatorId: string; readonly endsAt: Date } | undefined> {
    const use = `UPDATE operator_session SET last_used_at = GREATEST(last_used_at, $2)
      WHERE digest = $1 AND ended_at IS NULL AND ends_at > $2 AND last_used_at > $3 RETURNING operator_id, ends_at`;
    const [row] = await rows<{ operator_id: string; ends_at: Date }>(this.database, use, [digest, now, idleSince]);
    return row && { operatorId: row.operator_id, endsAt: row.ends_at };
  }

  override async end(digest: string, { now, event }: { readonly now: Date; readonly event: (operatorId: string) => IdentityEvent }): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      const end = `UPDATE operator_session SET ended_at = $2 WHERE digest = $1 AND ended_at IS NULL AND ends_at > $2 RETURNING operator_id`;
      const [row] = await rows<{ operator_id: string }>(transaction, end, [digest, now]);
      if (row) await this.outbox.record(transaction, event(row.operator_id));
    });
  }

  override async purge(before: Date): Promise<void> {
    await this.database.query(`DELETE FROM operator_sign_in WHERE expires_at < $1`, [before]);
    await this.database.query(`DELETE FROM operator_session WHERE ends_at < $1 OR ended_at < $1`, [before]);
  }
}
