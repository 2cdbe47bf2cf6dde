import { inTransaction, type Outbox, rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import type { Period } from '../domain/reconciliation/event-finder.js';
import { SummaryBook, type SentKind } from '../domain/summaries/send-summaries.js';

/** Which summaries went out, in PostgreSQL. */
export class PostgresSummaryBook extends SummaryBook {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'audit'>,
  ) {
    super();
  }

  override async sentTo(kind: SentKind): Promise<Date | undefined> {
    const [row] = await rows<{ to: Date | null }>(this.database, `SELECT max(period_to) AS to FROM summary WHERE kind = $1`, [kind]);
    return row?.to ?? undefined;
  }

  override async taken(kind: SentKind, to: Date): Promise<ReadonlySet<string>> {
    const sql = `SELECT message_id FROM summary_delivery WHERE kind = $1 AND period_to = $2`;
    return new Set((await rows<{ message_id: string }>(this.database, sql, [kind, to])).map(({ message_id }) => message_id));
  }

  override async noteTaken(kind: SentKind, to: Date, messageId: string): Promise<void> {
    await rows(this.database, `INSERT INTO summary_delivery (kind, period_to, message_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, [kind, to, messageId]);
  }

  override async keep(kind: SentKind, { from, to }: Period, recipients: number): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      const sql = `INSERT INTO summary (kind, period_from, period_to, recipients) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING kind`;
      const kept = await rows(transaction, sql, [kind, from, to, recipients]);
      if (kept.length === 0) return;
      await this.outbox.record(transaction, {
        type: 'summary-sent',
        actor: { kind: 'system', id: 'audit' },
        outcome: 'success',
        // Numbers, no addresses: who reads it is a setting.
        particulars: { kind, from: from.toISOString(), to: to.toISOString(), recipients: String(recipients) },
      });
    });
  }
}
