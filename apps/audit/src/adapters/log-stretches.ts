import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import type { EventFilter, LogMonth, Page } from '../domain/event-log.js';

/** Positions from one up to before another; without an end while events may come. */
export interface Positions {
  readonly from: number;
  readonly to?: number;
}

/** Events whose earliest and latest time are remembered together. */
export const SPAN = 4_096;

/** The months of the log. */
export async function readMonths(database: DataSource): Promise<LogMonth[]> {
  const found = await rows<{ month: string; first: string; next: string | null; retired_at: Date | null }>(
    database,
    `SELECT to_char(month, 'YYYY-MM') AS month, first, lead(first) OVER (ORDER BY month) AS next, retired_at FROM log_month ORDER BY month`,
  );
  return found.map(({ month, first, next, retired_at: retiredAt }) => ({
    month,
    from: Number(first),
    ...(next !== null && { to: Number(next) }),
    ...(retiredAt !== null && { retiredAt }),
  }));
}

/** Where events of a page may be, in the order of the page: months whose texts are here, and of them what the filter's times leave. */
export async function stretchesToLookAt(database: DataSource, filter: EventFilter, page: Page): Promise<readonly Positions[]> {
  const wanted: Positions = 'before' in page ? { from: 0, to: page.before } : { from: page.after + 1 };
  const [here, when] = await Promise.all([stretchesHere(database), stretchesOfTime(database, filter)]);
  const stretches = here.flatMap((one) => when.flatMap((other) => overlap(one, other))).flatMap((one) => overlap(one, wanted));
  return 'before' in page ? stretches.reverse() : stretches;
}

/** Months whose texts are here, neighbours as one. */
async function stretchesHere(database: DataSource): Promise<readonly Positions[]> {
  const found: Positions[] = [];
  for (const { from, to, retiredAt } of await readMonths(database)) {
    if (retiredAt !== undefined) continue;
    const last = found.at(-1);
    const isNeighbour = last?.to === from;
    if (isNeighbour) found.pop();
    found.push({ from: isNeighbour ? last.from : from, ...(to !== undefined && { to }) });
  }
  return found;
}

/** What may have happened in a time: runs of whole spans that touch it, and what is behind the last whole span. One late event widens its own span and no other. */
async function stretchesOfTime(database: DataSource, { from, to }: EventFilter): Promise<readonly Positions[]> {
  if (from === undefined && to === undefined) return [{ from: 0 }];
  const runs = await rows<{ first: string; last: string; whole: string }>(
    database,
    `SELECT min(index) AS first, max(index) AS last, (SELECT coalesce(max(index) + 1, 0) FROM event_span) AS whole
     FROM (
       SELECT index, index - row_number() OVER (ORDER BY index) AS run FROM event_span
       WHERE latest >= coalesce($1, '-infinity'::timestamptz) AND earliest < coalesce($2, 'infinity'::timestamptz)
       UNION ALL SELECT NULL, NULL
     ) AS touching GROUP BY run ORDER BY first NULLS LAST`,
    [from ?? null, to ?? null],
  );
  // The last row is of no run: it tells where the whole spans end also if none touches.
  const behind = { from: Number(runs.at(-1)?.whole ?? 0) * SPAN };
  return [...runs.slice(0, -1).map(({ first, last }) => ({ from: Number(first) * SPAN, to: (Number(last) + 1) * SPAN })), behind];
}

function overlap(one: Positions, other: Positions): readonly Positions[] {
  const from = Math.max(one.from, other.from);
  const to = Math.min(one.to ?? Infinity, other.to ?? Infinity);
  if (from >= to) return [];
  return [Number.isFinite(to) ? { from, to } : { from }];
}

/** Remembers the times of spans that have become whole, some at a time. */
export async function keepSpans(database: DataSource, size: number): Promise<void> {
  await rows(
    database,
    `WITH kept AS (SELECT coalesce(max(index) + 1, 0) AS next FROM event_span)
     INSERT INTO event_span (index, earliest, latest)
     SELECT position / ${SPAN}, min(occurred_at), max(occurred_at) FROM event, kept
     WHERE position >= kept.next * ${SPAN} AND position < least($1::bigint / ${SPAN}, kept.next + 64) * ${SPAN}
     GROUP BY 1 ON CONFLICT DO NOTHING`,
    [size],
  );
}
