import { eventCatalogue, type EventSource } from '@paraph/contracts';
import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { EventCounts, type CountedPeriod, type Period } from '../domain/figures/figures.js';
import { stretchesToLookAt } from './log-stretches.js';

/** What people in roles of trust do, by the catalogue. */
const ROLE_TYPES: readonly string[] = Object.values(eventCatalogue).flatMap((types) =>
  Object.entries(types).flatMap(([type, [matter]]) => (matter === 'role' || matter === 'manual' ? [type] : [])),
);

/** What each of these makes of a credential. */
const STATES = {
  'credential-requested': 'requested',
  'credential-activated': 'active',
  'credential-claimed': 'active',
  'credential-renewed': 'active',
  'credential-resumed': 'active',
  'credential-failed': 'failed',
  'credential-suspended': 'suspended',
  'credential-revoked': 'revoked',
  'credential-expired': 'expired',
  'credential-destroyed': 'destroyed',
} as const;

const TEXT = 'JOIN event_text ON event_text.month = event.month AND event_text.position = event.position';
/** The places to look at, so that nothing else of the log is touched, and within them the time. */
const IN_PERIOD = `event.position >= $1 AND event.position < $2 AND event.occurred_at >= $3 AND event.occurred_at < $4`;

type Bounds = readonly [number, number, Date, Date];

/** A signature is looked for so long after its intent: one that took longer is told in a later day's numbers or in none. */
const LONGEST_MS = 600_000;
const DAY_MS = 86_400_000;

/** How many took so many whole milliseconds. */
type Durations = ReadonlyMap<number, number>;

/** Counts in the database, a day at a time, so that no statement is long: only sums leave it. */
export class PostgresEventCounts extends EventCounts {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async of(period: Period): Promise<CountedPeriod> {
    const signatures: CountedPeriod['signatures'][number][] = [];
    const durations = new Map<number, number>();
    for (const day of daysOf(period)) {
      signatures.push(...(await this.signatures(await this.boundsOf(day))));
      for (const [ms, count] of await this.durations(day)) durations.set(ms, (durations.get(ms) ?? 0) + count);
    }
    const bounds = await this.boundsOf(period);
    const latency = latencyOf(durations);
    return {
      signatures,
      failures: await this.failures(bounds),
      ...(latency === undefined ? {} : { latency }),
      roleActs: await this.roleActs(bounds),
      credentials: await this.credentials(period.to),
    };
  }

  private async boundsOf(period: Period): Promise<Bounds> {
    const stretches = await stretchesToLookAt(this.database, period, { after: -1, limit: 1 });
    if (stretches.length === 0) return [0, 0, period.from, period.to];
    const from = Math.min(...stretches.map((one) => one.from));
    const to = Math.max(...stretches.map((one) => one.to ?? Number.MAX_SAFE_INTEGER));
    return [from, to, period.from, period.to];
  }

  private async signatures(bounds: Bounds): Promise<CountedPeriod['signatures']> {
    const found = await rows<{ hour: Date; made: string; failed: string; refused: string }>(
      this.database,
      `SELECT date_trunc('hour', event.occurred_at, 'UTC') AS hour,
              coalesce(sum(signatures) FILTER (WHERE event.type = 'signature-made'), 0) AS made,
              coalesce(sum(signatures) FILTER (WHERE event.type = 'signature-failed'), 0) AS failed,
              coalesce(sum(signatures) FILTER (WHERE event.type = 'signature-refused'), 0) AS refused
       FROM event ${TEXT}, LATERAL (SELECT coalesce(substring(body::jsonb -> 'particulars' ->> 'count' FROM '^[0-9]{1,9}$')::bigint, 1) AS signatures) AS counted
       WHERE ${IN_PERIOD} AND event.type IN ('signature-made', 'signature-failed', 'signature-refused') GROUP BY 1 ORDER BY 1`,
      bounds,
    );
    return found.map(({ hour, made, failed, refused }) => ({ hour: hour.toISOString(), made: Number(made), failed: Number(failed), refused: Number(refused) }));
  }

  /** Both events are the SAM’s, so one clock says both times. */
  private async durations({ from, to }: Period): Promise<Durations> {
    const bounds = await this.boundsOf({ from: new Date(from.getTime() - LONGEST_MS), to });
    const found = await rows<{ ms: string; count: string }>(
      this.database,
      `WITH attempt AS (
         SELECT min(event.occurred_at) FILTER (WHERE event.type = 'signature-intended') AS intended,
                min(event.occurred_at) FILTER (WHERE event.type = 'signature-made') AS made
         FROM event ${TEXT} WHERE ${IN_PERIOD} AND event.type IN ('signature-intended', 'signature-made')
         GROUP BY body::jsonb -> 'particulars' ->> 'attemptId')
       SELECT round(extract(epoch FROM made - intended) * 1000)::bigint AS ms, count(*) AS count FROM attempt
       WHERE made >= $5 AND made - intended < interval '${LONGEST_MS} milliseconds' GROUP BY 1`,
      [...bounds, from],
    );
    return new Map(found.map(({ ms, count }) => [Number(ms), Number(count)]));
  }

  private async failures(bounds: Bounds): Promise<CountedPeriod['failures']> {
    const found = await rows<{ source: EventSource; type: string; count: string }>(
      this.database,
      `SELECT source, type, count(*) AS count FROM event WHERE ${IN_PERIOD} AND outcome = 'failure' GROUP BY source, type ORDER BY count DESC, source, type`,
      bounds,
    );
    return found.map(({ source, type, count }) => ({ source, type, count: Number(count) }));
  }

  private async roleActs(bounds: Bounds): Promise<CountedPeriod['roleActs']> {
    const found = await rows<{ type: string; outcome: 'success' | 'failure'; count: string }>(
      this.database,
      `SELECT type, outcome, count(*) AS count FROM event WHERE ${IN_PERIOD} AND type = ANY($5::text[]) GROUP BY type, outcome ORDER BY type, outcome`,
      [...bounds, ROLE_TYPES],
    );
    return found.map(({ type, outcome, count }) => ({ type, outcome, count: Number(count) }));
  }

  /** By the last thing that became of each one, in months whose texts are here. */
  private async credentials(before: Date): Promise<CountedPeriod['credentials']> {
    const found = await rows<{ type: keyof typeof STATES; count: string }>(
      this.database,
      `SELECT type, count(*) AS count FROM (
         SELECT DISTINCT ON (credential) type FROM (
           SELECT body::jsonb -> 'particulars' ->> 'credentialId' AS credential, event.position, event.type
           FROM event ${TEXT} WHERE event.source = 'key-lifecycle' AND event.type = ANY($1::text[]) AND event.occurred_at < $2) AS became
         WHERE credential IS NOT NULL ORDER BY credential, position DESC) AS last GROUP BY type`,
      [Object.keys(STATES), before],
    );
    const counts = new Map<string, number>();
    for (const { type, count } of found) counts.set(STATES[type], (counts.get(STATES[type]) ?? 0) + Number(count));
    return [...counts].map(([state, count]) => ({ state, count })).sort((one, other) => one.state.localeCompare(other.state));
  }
}

/** The parts of a period that are in one day (UTC) each. */
function daysOf({ from, to }: Period): readonly Period[] {
  const days: Period[] = [];
  for (let begin = from.getTime(); begin < to.getTime();) {
    // At midnight, so that no hour is counted in two parts.
    const end = Math.min((Math.floor(begin / DAY_MS) + 1) * DAY_MS, to.getTime());
    days.push({ from: new Date(begin), to: new Date(end) });
    begin = end;
  }
  return days;
}

/** The shortest time within which so many of all were done. */
function latencyOf(durations: Durations): CountedPeriod['latency'] {
  const sorted = [...durations].sort(([one], [other]) => one - other);
  const count = sorted.reduce((sum, [, times]) => sum + times, 0);
  if (count === 0) return undefined;
  const within = (share: number): number => {
    let done = 0;
    return sorted.find(([, times]) => (done += times) >= share * count)?.[0] ?? 0;
  };
  return { count, p50: within(0.5), p95: within(0.95), p99: within(0.99), most: within(1) };
}
