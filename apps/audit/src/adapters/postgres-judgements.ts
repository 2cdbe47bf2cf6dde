import { inTransaction, type Outbox, rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { Judgements, type Judgement, type Verdict } from '../domain/compliance/obligation.js';

interface JudgementRow {
  readonly verdict: Verdict;
  readonly judged_by: string;
  readonly judged_at: Date;
  readonly reason: string;
  readonly deadline: Date | null;
}

/** The event has the beginning of a long reason. */
const CAUSE = 500;

/** Judgements in PostgreSQL. */
export class PostgresJudgements extends Judgements {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'audit'>,
  ) {
    super();
  }

  override async last(obligationId: string): Promise<Judgement | undefined> {
    const sql = `SELECT verdict, judged_by, judged_at, reason, deadline FROM compliance_judgement WHERE obligation = $1 ORDER BY number DESC LIMIT 1`;
    const [row] = await rows<JudgementRow>(this.database, sql, [obligationId]);
    return row && { verdict: row.verdict, by: row.judged_by, at: row.judged_at, reason: row.reason, ...(row.deadline && { deadline: row.deadline }) };
  }

  override async keep(obligationId: string, { verdict, by, at, reason, deadline }: Judgement): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      const sql = `INSERT INTO compliance_judgement (obligation, verdict, judged_by, judged_at, reason, deadline) VALUES ($1, $2, $3, $4, $5, $6)`;
      await transaction.query(sql, [obligationId, verdict, by, at, reason, deadline ?? null]);
      await this.outbox.record(transaction, {
        type: 'compliance-judged',
        actor: { kind: 'operator', id: by },
        outcome: verdict === 'failure' ? 'failure' : 'success',
        cause: reason.slice(0, CAUSE),
        particulars: { obligation: obligationId, verdict, ...(deadline && { deadline: deadline.toISOString() }) },
      });
    });
  }
}
