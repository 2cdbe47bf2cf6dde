import type { EventSource } from '@paraph/contracts';
import { rows } from '@paraph/platform';
import type { DataSource, EntityManager } from 'typeorm';
import {
  EventLog,
  type Appended,
  type ArrivedEvent,
  type EventFilter,
  type Leaf,
  type LoggedEvent,
  type Page,
  type SequenceState,
} from '../domain/event-log.js';

interface EventRow {
  readonly position: string;
  readonly source: EventSource;
  readonly sequence: string;
  readonly type: string;
  readonly body: string;
  readonly leaf_hash: Buffer;
  readonly received_at: Date;
}

/** The log in PostgreSQL. The counter row's lock puts all appends in one order. */
export class PostgresEventLog extends EventLog {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async append(leaves: readonly Leaf[]): Promise<Appended[]> {
    return this.database.transaction(async (transaction) => {
      const [counter] = await rows<{ size: string }>(transaction, `SELECT size FROM event_log_size FOR UPDATE`);
      let size = Number(counter?.size);
      const outcomes: Appended[] = [];
      for (const leaf of leaves) {
        const outcome = await this.place(transaction, leaf, size);
        if (outcome === 'logged') size += 1;
        outcomes.push(outcome);
      }
      await transaction.query(`UPDATE event_log_size SET size = $1`, [size]);
      return outcomes;
    });
  }

  private async place(transaction: EntityManager, leaf: Leaf, position: number): Promise<Appended> {
    const placed = await rows(
      transaction,
      `INSERT INTO event (position, id, source, sequence, type, occurred_at, body, leaf_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT DO NOTHING RETURNING position`,
      [position, leaf.id, leaf.source, leaf.sequence, leaf.type, leaf.occurredAt, leaf.body, Buffer.from(leaf.leafHash)],
    );
    if (placed.length > 0) return 'logged';
    const same = await rows(transaction, `SELECT 1 FROM event WHERE source = $1 AND id = $2 AND leaf_hash = $3`, [
      leaf.source,
      leaf.id,
      Buffer.from(leaf.leafHash),
    ]);
    return same.length > 0 ? 'repeated' : 'refused';
  }

  override async refuse(arrived: ArrivedEvent, reason: string): Promise<void> {
    await this.database.query(`INSERT INTO refused_message (source, body, reason) VALUES ($1, $2, $3)`, [
      arrived.source,
      // A raw NUL is the one character a text column cannot hold, and what arrived must be kept all the same.
      arrived.body.replaceAll('\0', '\uFFFD'),
      reason,
    ]);
  }

  override async read(filter: EventFilter, page: Page): Promise<LoggedEvent[]> {
    const { conditions, parameters } = where(filter, page.after);
    const found = await rows<EventRow>(
      this.database,
      `SELECT position, source, sequence, type, body, leaf_hash, received_at FROM event WHERE ${conditions} ORDER BY position LIMIT ${Math.trunc(page.limit)}`,
      parameters,
    );
    return found.map((row) => ({
      position: Number(row.position),
      source: row.source,
      sequence: Number(row.sequence),
      type: row.type,
      body: row.body,
      leafHash: new Uint8Array(row.leaf_hash),
      receivedAt: row.received_at,
    }));
  }

  override async sequences(): Promise<SequenceState[]> {
    const found = await rows<{ source: EventSource; last: string; count: string; missing: string[] }>(
      this.database,
      `SELECT source, max(sequence) AS last, count(*) AS count,
              ARRAY(SELECT n FROM generate_series(1, max(sequence)) AS n
                    WHERE NOT EXISTS (SELECT 1 FROM event AS one WHERE one.source = event.source AND one.sequence = n) ORDER BY n LIMIT 10) AS missing
       FROM event GROUP BY source ORDER BY source`,
    );
    return found.map((row) => ({ source: row.source, last: Number(row.last), count: Number(row.count), missing: row.missing.map(Number) }));
  }

  override async missing(source: EventSource, after: number, upTo: number): Promise<number[]> {
    const found = await rows<{ n: string }>(
      this.database,
      `SELECT n FROM generate_series($2::bigint + 1, $3::bigint) AS n
       WHERE NOT EXISTS (SELECT 1 FROM event WHERE source = $1 AND sequence = n) ORDER BY n LIMIT 500`,
      [source, after, upTo],
    );
    return found.map((row) => Number(row.n));
  }

  override async refusedCount(): Promise<number> {
    const [row] = await rows<{ count: string }>(this.database, `SELECT count(*) AS count FROM refused_message`);
    return Number(row?.count ?? 0);
  }
}

/** Conditions as text with numbered parameters; no value ever becomes part of the text. */
function where(filter: EventFilter, after: number): { conditions: string; parameters: unknown[] } {
  const parameters: unknown[] = [after];
  const conditions = ['position > $1'];
  const add = (condition: (place: string) => string, value: unknown): void => {
    if (value === undefined) return;
    parameters.push(value);
    conditions.push(condition(`$${parameters.length}`));
  };
  add((place) => `source = ${place}`, filter.source);
  add((place) => `type = ${place}`, filter.type);
  add((place) => `occurred_at >= ${place}`, filter.from);
  add((place) => `occurred_at < ${place}`, filter.to);
  add((place) => `body::jsonb @> ${place}::jsonb`, filter.outcome && JSON.stringify({ outcome: filter.outcome }));
  add((place) => `body::jsonb @> ${place}::jsonb`, filter.actor && JSON.stringify({ actor: { id: filter.actor } }));
  add((place) => `body::jsonb @> ${place}::jsonb`, filter.correlationId && JSON.stringify({ correlationId: filter.correlationId }));
  add((place) => `EXISTS (SELECT 1 FROM jsonb_each_text(body::jsonb -> 'particulars') AS one WHERE one.value = ${place})`, filter.particular);
  return { conditions: conditions.join(' AND '), parameters };
}
