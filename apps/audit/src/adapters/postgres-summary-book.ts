import { rows, type Outbox } from '@paraph/platform';
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

  override async keep(kind: SentKind, { from, to }: Period, recipients: number): Promise<void> {
    await this.database.transaction(async (transaction) => {
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
