import { inTransaction, type Outbox, rows } from '@paraph/platform';
import type { DataSource, EntityManager } from 'typeorm';
import type { RevocationReason } from '../../domain/certificate-authority.js';
import type { CaEvent } from '../../domain/request-ledger.js';
import { RevocationOrders, type Placed, type RevocationState, type RevocationTask, type Turn } from '../../domain/revocation/revocation-orders.js';

interface Row {
  readonly credential_id: string;
  readonly reason: RevocationReason;
  readonly state: RevocationState;
  readonly ordered_at: Date;
  readonly tries: number;
  readonly failure: string | null;
}

const ALL = 'credential_id, reason, state, ordered_at, tries, failure';

/** Orders in PostgreSQL. Several replicas take turns: a row that one of them holds is passed over by the others. */
export class PostgresRevocationOrders extends RevocationOrders {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'ca-connector'>,
  ) {
    super();
  }

  override place({ credentialId, reason }: Pick<RevocationTask, 'credentialId' | 'reason'>, { now, until }: Turn, event: CaEvent): Promise<Placed> {
    return inTransaction(this.database, async (transaction) => {
      const sql = `
        INSERT INTO revocation_order (credential_id, reason, ordered_at, next_try_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING ${ALL}`;
      const [placed] = await rows<Row>(transaction, sql, [credentialId, reason, now, until]);
      if (placed) await this.outbox.record(transaction, event);
      const row = placed ?? (await this.find(transaction, credentialId));
      return { task: taskOf(row), state: row.state, isNew: placed !== undefined };
    });
  }

  override async take({ now, until }: Turn, limit: number): Promise<readonly RevocationTask[]> {
    const sql = `
      UPDATE revocation_order SET next_try_at = $2
      WHERE credential_id IN (
        SELECT credential_id FROM revocation_order WHERE state = 'asked' AND next_try_at <= $1 ORDER BY next_try_at LIMIT $3 FOR UPDATE SKIP LOCKED)
      RETURNING ${ALL}`;
    return (await rows<Row>(this.database, sql, [now, until, limit])).map(taskOf);
  }

  override close(credentialId: string, state: 'revoked' | 'void', event: CaEvent): Promise<void> {
    return inTransaction(this.database, async (transaction) => {
      const sql = `UPDATE revocation_order SET state = $2, failure = NULL WHERE credential_id = $1 AND state = 'asked' RETURNING credential_id`;
      const closed = await rows(transaction, sql, [credentialId, state]);
      if (closed.length === 1) await this.outbox.record(transaction, event);
    });
  }

  override postpone(credentialId: string, { at, failure }: { readonly at: Date; readonly failure: string }, event?: CaEvent): Promise<void> {
    return inTransaction(this.database, async (transaction) => {
      const sql = `
        UPDATE revocation_order SET next_try_at = $2, failure = $3, tries = tries + 1 WHERE credential_id = $1 AND state = 'asked' RETURNING credential_id`;
      const postponed = await rows(transaction, sql, [credentialId, at, failure]);
      if (event && postponed.length === 1) await this.outbox.record(transaction, event);
    });
  }

  override async waiting(): Promise<{ readonly count: number; readonly since?: Date | undefined }> {
    const sql = `SELECT count(*)::integer AS count, min(ordered_at) AS since FROM revocation_order WHERE state = 'asked'`;
    const [row] = await rows<{ count: number; since: Date | null }>(this.database, sql);
    return { count: row?.count ?? 0, since: row?.since ?? undefined };
  }

  private async find(transaction: EntityManager, credentialId: string): Promise<Row> {
    const [row] = await rows<Row>(transaction, `SELECT ${ALL} FROM revocation_order WHERE credential_id = $1`, [credentialId]);
    if (!row) throw new Error('an order that is there and is not');
    return row;
  }
}

function taskOf({ credential_id: credentialId, reason, ordered_at: orderedAt, tries, failure }: Row): RevocationTask {
  return { credentialId, reason, orderedAt, tries, ...(failure === null ? {} : { failure }) };
}
