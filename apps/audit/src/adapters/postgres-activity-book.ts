import { inTransaction, type Outbox, rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import type { Activity, ActivityKind } from '../domain/analysis/activity.js';
import { ActivityBook } from '../domain/analysis/activity-book.js';
import { patterns, type History, type Pattern, type PatternName } from '../domain/analysis/patterns.js';
import type { Period } from '../domain/reconciliation/event-finder.js';

interface ActivityRow {
  readonly hour: Date;
  readonly kind: ActivityKind;
  readonly subject: string;
  readonly count: string;
}

interface PatternRow {
  readonly hour: Date;
  readonly pattern: PatternName;
  readonly subject: string;
  readonly count: string;
  readonly usual: string;
}

const DAYS_28 = `hour >= $1::timestamptz - interval '28 days' AND hour < $1`;

/** Activity by the hour, in PostgreSQL. */
export class PostgresActivityBook extends ActivityBook {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'audit'>,
  ) {
    super();
  }

  override async counted(): Promise<number> {
    const [row] = await rows<{ counted: string }>(this.database, `SELECT counted FROM activity_cursor`);
    return Number(row?.counted ?? 0);
  }

  override async add(activity: readonly Activity[], from: number, to: number): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      // A replica whose lease ran out may be at the same page: it is counted by whoever moves the cursor.
      const moved = await rows(transaction, `UPDATE activity_cursor SET counted = $2 WHERE counted = $1 RETURNING counted`, [from, to]);
      if (moved.length === 0) return;
      await transaction.query(
        `INSERT INTO activity (hour, kind, subject, count) SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::bigint[])
         ON CONFLICT (hour, kind, subject) DO UPDATE SET count =
           CASE activity.kind WHEN 'delay' THEN least(activity.count, excluded.count) ELSE activity.count + excluded.count END`,
        [activity.map(({ hour }) => hour), activity.map(({ kind }) => kind), activity.map(({ subject }) => subject), activity.map(({ count }) => count)],
      );
    });
  }

  override async unjudged({ from, to }: Period): Promise<readonly Date[]> {
    const sql = `SELECT DISTINCT hour FROM activity WHERE hour >= $1 AND hour < $2 AND NOT EXISTS (SELECT 1 FROM judged_hour AS one WHERE one.hour = activity.hour) ORDER BY hour`;
    return (await rows<{ hour: Date }>(this.database, sql, [from, to])).map(({ hour }) => hour);
  }

  override async ofHour(hour: Date): Promise<readonly Activity[]> {
    const found = await rows<ActivityRow>(this.database, `SELECT hour, kind, subject, count FROM activity WHERE hour = $1 ORDER BY kind, subject`, [hour]);
    return found.map(({ count, ...row }) => ({ ...row, count: Number(count) }));
  }

  override async before(hour: Date): Promise<History> {
    const [busiest, hours, [days]] = await Promise.all([
      rows<{ subject: string; most: string }>(
        this.database,
        `SELECT subject, max(count) AS most FROM activity WHERE kind = 'event' AND ${DAYS_28} GROUP BY subject`,
        [hour],
      ),
      rows<{ of_day: number }>(
        this.database,
        `SELECT DISTINCT extract(hour FROM hour AT TIME ZONE 'UTC')::int AS of_day FROM activity WHERE kind = 'role' AND ${DAYS_28}`,
        [hour],
      ),
      rows<{ days: string }>(
        this.database,
        `SELECT count(DISTINCT (hour AT TIME ZONE 'UTC')::date) AS days FROM activity WHERE kind = 'event' AND ${DAYS_28}`,
        [hour],
      ),
    ]);
    return {
      busiest: new Map(busiest.map(({ subject, most }) => [subject, Number(most)])),
      roleHours: new Set(hours.map((row) => row.of_day)),
      days: Number(days?.days ?? 0),
    };
  }

  override async judged(hour: Date, found: readonly Pattern[]): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      const first = await rows(transaction, `INSERT INTO judged_hour (hour) VALUES ($1) ON CONFLICT DO NOTHING RETURNING hour`, [hour]);
      if (first.length === 0 || found.length === 0) return;
      await transaction.query(
        `INSERT INTO pattern (hour, pattern, subject, count, usual) SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[])`,
        [hour, found.map(({ pattern }) => pattern), found.map(({ subject }) => subject), found.map(({ count }) => count), found.map(({ usual }) => usual)],
      );
      const events = found.map(({ pattern, subject, count, usual }) => ({
        event: {
          type: 'pattern-found' as const,
          actor: { kind: 'system' as const, id: 'audit' },
          outcome: 'failure' as const,
          cause: patterns[pattern].en,
          particulars: { pattern, subject, hour: hour.toISOString(), count: String(count), usual: String(usual) },
        },
        correlationId: undefined,
      }));
      await this.outbox.recordAll(transaction, events);
    });
  }

  override async patterns({ from, to }: Period, limit: number): Promise<readonly Pattern[]> {
    const sql = `SELECT hour, pattern, subject, count, usual FROM pattern WHERE hour >= $1 AND hour < $2 ORDER BY hour, pattern, subject LIMIT $3`;
    const found = await rows<PatternRow>(this.database, sql, [from, to, limit]);
    return found.map((row) => ({ ...row, count: Number(row.count), usual: Number(row.usual) }));
  }

  override async most(kind: ActivityKind, { from, to }: Period, limit: number): Promise<readonly Omit<Activity, 'hour' | 'kind'>[]> {
    const sql = `SELECT subject, sum(count) AS count FROM activity WHERE kind = $1 AND hour >= $2 AND hour < $3 GROUP BY subject ORDER BY count DESC, subject LIMIT $4`;
    return (await rows<{ subject: string; count: string }>(this.database, sql, [kind, from, to, limit])).map((row) => ({ ...row, count: Number(row.count) }));
  }
}
