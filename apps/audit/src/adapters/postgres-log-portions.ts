import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { LogPortions, type FaultKind, type LogFault, type LogPortion } from '../domain/check/log-portion.js';

const HASH_BYTES = 32;

/** How nearly every event begins, by the outbox that wrote it: what stands beside a text is compared without reading all of it. */
const BEGINNING = `'{"sequence":' || event.sequence || ',"id":"' || event.id || '","source":"' || event.source || '","type":"' || event.type
  || '","occurredAt":"' || to_char(event.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"'`;

const IS_LABELLED = `CASE
  WHEN starts_with(body, ${BEGINNING}) THEN strpos(body, '"outcome":"' || event.outcome || '"') > 0
  WHEN body IS JSON OBJECT THEN body::jsonb ->> 'sequence' = event.sequence::text AND body::jsonb ->> 'id' = event.id AND body::jsonb ->> 'source' = event.source
    AND body::jsonb ->> 'type' = event.type AND body::jsonb ->> 'outcome' = event.outcome AND
    CASE WHEN pg_input_is_valid(body::jsonb ->> 'occurredAt', 'timestamptz') THEN (body::jsonb ->> 'occurredAt')::timestamptz = event.occurred_at ELSE false END
  ELSE false END`;

/** Rehashes where the texts are: RFC 9162 section 2.1.1, over 0x00 and the text. What crosses to this process is 32 bytes for an event. */
const LOOK = `
  SELECT count(*) AS count, count(body) AS rehashed, string_agg(leaf_hash, ''::bytea ORDER BY event.position) AS hashes,
    min(event.position) FILTER (WHERE sha256('\\x00'::bytea || convert_to(body, 'UTF8')) <> leaf_hash) AS edited,
    min(event.position) FILTER (WHERE body IS NULL AND retired_at IS NULL) AS absent,
    min(event.position) FILTER (WHERE body IS NOT NULL AND NOT ${IS_LABELLED}) AS mislabelled
  FROM event
  LEFT JOIN event_text ON event_text.month = event.month AND event_text.position = event.position AND event_text.position >= $1 AND event_text.position < $2
  LEFT JOIN log_month ON log_month.month = event.month
  WHERE event.position >= $1 AND event.position < $2`;

interface PortionRow {
  readonly count: string;
  readonly rehashed: string;
  readonly hashes: Buffer | null;
  readonly edited: string | null;
  readonly absent: string | null;
  readonly mislabelled: string | null;
}

/** Looks at events by statements that PostgreSQL answers with little. */
export class PostgresLogPortions extends LogPortions {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async look(from: number, to: number): Promise<LogPortion> {
    // Planned each time: which partitions it is about depends on the positions.
    const [found] = await rows<PortionRow>(this.database, LOOK, [from, to]);
    if (!found) return { leafHashes: [], rehashed: 0, faults: [] };
    const empty = Number(found.count) === to - from ? undefined : await this.firstEmpty(from, to);
    const hashes = found.hashes ?? Buffer.alloc(0);
    const leafHashes = Array.from({ length: (empty ?? to) - from }, (_, nth) => hashes.subarray(nth * HASH_BYTES, (nth + 1) * HASH_BYTES));
    const faults = [
      ...fault('text-edited', found.edited, 'the text is not the one that was logged'),
      ...fault('text-absent', found.absent, 'the text is not there'),
      ...fault('event-mislabelled', found.mislabelled, 'what stands beside the text is not what the text says'),
      ...fault('position-empty', empty, 'no event stands here'),
    ];
    return { leafHashes, rehashed: Number(found.rehashed), faults };
  }

  override async beyond(size: number): Promise<number> {
    const [found] = await rows<{ count: string }>(this.database, `SELECT count(*) AS count FROM event WHERE position >= $1`, [size]);
    return Number(found?.count ?? 0);
  }

  private async firstEmpty(from: number, to: number): Promise<number> {
    const sql = `SELECT min(place) AS empty FROM generate_series($1::bigint, $2::bigint - 1) AS place WHERE NOT EXISTS (SELECT 1 FROM event WHERE position = place)`;
    const [found] = await rows<{ empty: string }>(this.database, sql, [from, to]);
    return Number(found?.empty ?? from);
  }
}

function fault(kind: FaultKind, position: string | number | null | undefined, detail: string): readonly LogFault[] {
  return position === null || position === undefined ? [] : [{ kind, position: Number(position), detail }];
}
