import type { EventRecord } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { inTransaction, type Outbox, rows } from '@paraph/platform';
import type { DataSource, EntityManager } from 'typeorm';
import {
  DAILY,
  Findings,
  type Finding,
  type FindingFilter,
  type FindingPage,
  type FindingState,
  type Reconciliation,
  type ReconciliationOrder,
  type Remark,
} from '../domain/reconciliation/findings.js';
import { rules, type Breach, type RuleName } from '../domain/reconciliation/rules.js';

interface FindingRow {
  readonly finding_id: string;
  readonly reconciliation_id: string;
  readonly rule: RuleName;
  readonly subject: string;
  readonly position: string;
  readonly opened_at: Date;
  readonly state: FindingState;
  readonly explanation: StoredRemark | null;
  readonly closing: StoredRemark | null;
}

interface OrderRow {
  readonly reconciliation_id: string;
  readonly period_from: Date;
  readonly period_to: Date;
  readonly asked_by: string;
}

interface ReconciliationRow extends OrderRow {
  readonly started_at: Date;
  readonly finished_at: Date;
  readonly figures: Figures;
}

type StoredRemark = Omit<Remark, 'at'> & { readonly at: string };
type Figures = Pick<Reconciliation, 'events' | 'breaches' | 'opened' | 'resolved' | 'undecided'>;

/** Long texts stay in the row; the event has the beginning. */
const CAUSE = 500;

/** Findings in PostgreSQL. */
export class PostgresFindings extends Findings {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'audit'>,
  ) {
    super();
  }

  override open(breaches: readonly Breach[], { reconciliationId, at }: { reconciliationId: string; at: Date }): Promise<number> {
    return inTransaction(this.database, async (transaction) => {
      const opened = await rows<FindingRow>(
        transaction,
        `INSERT INTO finding (finding_id, reconciliation_id, rule, subject, position, opened_at)
         SELECT id, $1, rule, subject, position, $2 FROM unnest($3::text[], $4::text[], $5::text[], $6::bigint[]) AS breach (id, rule, subject, position)
         ON CONFLICT DO NOTHING RETURNING *`,
        [
          reconciliationId,
          at,
          breaches.map(() => newId('fnd')),
          breaches.map(({ rule }) => rule),
          breaches.map(({ subject }) => subject),
          breaches.map(({ position }) => position),
        ],
      );
      const events = opened.map((row) => ({ event: openedEvent(toFinding(row)), correlationId: undefined }));
      await this.outbox.recordAll(transaction, events);
      return opened.length;
    });
  }

  override async find(findingId: string): Promise<Finding | undefined> {
    const [row] = await rows<FindingRow>(this.database, `SELECT * FROM finding WHERE finding_id = $1`, [findingId]);
    return row && toFinding(row);
  }

  override async list({ state, rule, reconciliationId, opened }: FindingFilter, { after, limit }: FindingPage): Promise<readonly Finding[]> {
    const found = await rows<FindingRow>(
      this.database,
      `SELECT * FROM finding
       WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR rule = $2) AND ($3::text IS NULL OR reconciliation_id = $3)
         AND ($4::timestamptz IS NULL OR opened_at >= $4) AND ($5::timestamptz IS NULL OR opened_at < $5)
         AND ($6::text IS NULL OR number < (SELECT number FROM finding WHERE finding_id = $6))
       ORDER BY number DESC LIMIT $7`,
      [state, rule, reconciliationId, opened?.from, opened?.to, after, limit].map((one) => one ?? null),
    );
    return found.map(toFinding);
  }

  override async count(): Promise<Readonly<Record<FindingState, number>>> {
    const found = await rows<{ state: FindingState; count: string }>(this.database, `SELECT state, count(*) AS count FROM finding GROUP BY state`);
    return { open: 0, explained: 0, closed: 0, ...Object.fromEntries(found.map(({ state, count }) => [state, Number(count)])) };
  }

  override explain(findingId: string, remark: Remark & { readonly by: string }): Promise<boolean> {
    return inTransaction(this.database, async (transaction) => {
      const sql = `UPDATE finding SET state = 'explained', explanation = $2 WHERE finding_id = $1 AND state IN ('open', 'explained') RETURNING *`;
      return this.told(transaction, 'finding-explained', { remark, changed: await rows<FindingRow>(transaction, sql, [findingId, stored(remark)]) });
    });
  }

  override close(findingId: string, from: readonly FindingState[], remark: Remark): Promise<boolean> {
    return inTransaction(this.database, async (transaction) => {
      const sql = `UPDATE finding SET state = 'closed', closing = $2 WHERE finding_id = $1 AND state = ANY($3) RETURNING *`;
      return this.told(transaction, 'finding-closed', { remark, changed: await rows<FindingRow>(transaction, sql, [findingId, stored(remark), from]) });
    });
  }

  private async told(
    transaction: EntityManager,
    type: 'finding-explained' | 'finding-closed',
    { remark, changed }: { readonly remark: Remark; readonly changed: readonly FindingRow[] },
  ): Promise<boolean> {
    const [row] = changed;
    if (!row) return false;
    const { findingId, rule, subject, position } = toFinding(row);
    await this.outbox.record(transaction, {
      type,
      actor: remark.by === undefined ? { kind: 'system', id: 'audit' } : { kind: 'operator', id: remark.by },
      outcome: 'success',
      cause: remark.text.slice(0, CAUSE),
      particulars: { findingId, rule, subject, position: String(position) },
    });
    return true;
  }

  override async order({ reconciliationId, period, askedBy }: ReconciliationOrder): Promise<void> {
    const sql = `INSERT INTO reconciliation_order (reconciliation_id, period_from, period_to, asked_by) VALUES ($1, $2, $3, $4)`;
    await this.database.query(sql, [reconciliationId, period.from, period.to, askedBy]);
  }

  override async outstanding(): Promise<readonly ReconciliationOrder[]> {
    const sql = `SELECT * FROM reconciliation_order AS one WHERE NOT EXISTS (SELECT 1 FROM reconciliation WHERE reconciliation_id = one.reconciliation_id) ORDER BY number`;
    return (await rows<OrderRow>(this.database, sql)).map(toOrder);
  }

  override async lastDaily(): Promise<Reconciliation | undefined> {
    const sql = `SELECT * FROM reconciliation WHERE asked_by = $1 ORDER BY number DESC LIMIT 1`;
    const [row] = await rows<ReconciliationRow>(this.database, sql, [DAILY]);
    return row && toReconciliation(row);
  }

  override async keep(done: Reconciliation): Promise<void> {
    const { reconciliationId, period, askedBy, startedAt, finishedAt, ...figures } = done;
    await inTransaction(this.database, async (transaction) => {
      await transaction.query(
        `INSERT INTO reconciliation (reconciliation_id, period_from, period_to, asked_by, started_at, finished_at, figures) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [reconciliationId, period.from, period.to, askedBy, startedAt, finishedAt, JSON.stringify(figures)],
      );
      await this.outbox.record(transaction, finishedEvent(done));
    });
  }

  override async reconciliation(reconciliationId: string): Promise<Reconciliation | undefined> {
    const [row] = await rows<ReconciliationRow>(this.database, `SELECT * FROM reconciliation WHERE reconciliation_id = $1`, [reconciliationId]);
    return row && toReconciliation(row);
  }

  override async reconciliations(limit: number): Promise<readonly Reconciliation[]> {
    return (await rows<ReconciliationRow>(this.database, `SELECT * FROM reconciliation ORDER BY number DESC LIMIT $1`, [limit])).map(toReconciliation);
  }
}

function openedEvent({ findingId, rule, subject, position, reconciliationId }: Finding): EventRecord<'audit'> {
  return {
    type: 'finding-opened',
    actor: { kind: 'system', id: 'audit' },
    outcome: 'failure',
    cause: rules[rule].en,
    particulars: { findingId, rule, subject, position: String(position), reconciliationId },
  };
}

function finishedEvent({ reconciliationId, period, askedBy, events, breaches, opened, resolved, undecided }: Reconciliation): EventRecord<'audit'> {
  const broken = Object.entries(breaches).filter(([, count]) => count > 0);
  return {
    type: 'reconciliation-finished',
    actor: askedBy === DAILY ? { kind: 'system', id: 'audit' } : { kind: 'operator', id: askedBy },
    outcome: 'success',
    particulars: {
      reconciliationId,
      from: period.from.toISOString(),
      to: period.to.toISOString(),
      events: String(events),
      opened: String(opened),
      resolved: String(resolved),
      undecided: String(undecided),
      ...Object.fromEntries(broken.map(([rule, count]) => [rule, String(count)])),
    },
  };
}

function toFinding(row: FindingRow): Finding {
  return {
    findingId: row.finding_id,
    reconciliationId: row.reconciliation_id,
    rule: row.rule,
    subject: row.subject,
    position: Number(row.position),
    openedAt: row.opened_at,
    state: row.state,
    ...(row.explanation && { explanation: toRemark(row.explanation) }),
    ...(row.closing && { closing: toRemark(row.closing) }),
  };
}

function toReconciliation(row: ReconciliationRow): Reconciliation {
  return { ...toOrder(row), startedAt: row.started_at, finishedAt: row.finished_at, ...row.figures };
}

function toOrder(row: OrderRow): ReconciliationOrder {
  return { reconciliationId: row.reconciliation_id, period: { from: row.period_from, to: row.period_to }, askedBy: row.asked_by };
}

function stored(remark: Remark): string {
  return JSON.stringify(remark);
}

function toRemark({ at, ...remark }: StoredRemark): Remark {
  return { ...remark, at: new Date(at) };
}
