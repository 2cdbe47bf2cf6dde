import type { EventSource } from '@paraph/contracts';
import { onConnection, preparedRows, rows, type Outbox } from '@paraph/platform';
import { createHash } from 'node:crypto';
import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm';
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
import { findGaps } from './sequence-gaps.js';

/** Most numbers a source is told to send again, and most that an auditor is shown. */
const MOST_MISSING = 500;
const MOST_SHOWN = 10;

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
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'audit'>,
  ) {
    super();
  }

  override async append(leaves: readonly Leaf[]): Promise<Appended[]> {
    try {
      return await this.appendAtOnce(leaves);
    } catch (error) {
      // One of them is there already, or is what the database does not take: which, only a look at each one tells.
      if (!isRefusal(error)) throw error;
    }
    try {
      return await this.appendTogether(leaves);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (leaves.length === 1) return ['unstorable'];
    }
    // One of them is what the database does not take, and is not to keep the others out.
    const middle = leaves.length >> 1;
    return [...(await this.append(leaves.slice(0, middle))), ...(await this.append(leaves.slice(middle)))];
  }

  /** All of them new, as nearly always: one statement for any number. */
  private async appendAtOnce(leaves: readonly Leaf[]): Promise<Appended[]> {
    await onConnection(this.database, (alone) =>
      preparedRows(
        alone,
        `WITH counter AS (UPDATE event_log_size SET size = size + $8::bigint RETURNING size - $8::bigint AS size)
         INSERT INTO event (position, id, source, sequence, type, occurred_at, body, leaf_hash)
         SELECT counter.size + leaf.place - 1, leaf.id, leaf.source, leaf.sequence, leaf.type, leaf.occurred_at, leaf.body, leaf.leaf_hash
         FROM counter, unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::timestamptz[], $6::text[], $7::bytea[])
           WITH ORDINALITY AS leaf (id, source, sequence, type, occurred_at, body, leaf_hash, place)`,
        [
          leaves.map(({ id }) => id),
          leaves.map(({ source }) => source),
          leaves.map(({ sequence }) => sequence),
          leaves.map(({ type }) => type),
          leaves.map(({ occurredAt }) => occurredAt),
          leaves.map(({ body }) => body),
          leaves.map(({ leafHash }) => Buffer.from(leafHash)),
          leaves.length,
        ],
      ),
    );
    return leaves.map(() => 'logged' as const);
  }

  private async appendTogether(leaves: readonly Leaf[]): Promise<Appended[]> {
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
    return same.length > 0 ? 'repeated' : 'contradicts';
  }

  override async refuse({ source, body, sequence }: ArrivedEvent, reason: string): Promise<boolean> {
    const digest = createHash('sha256').update(body).digest();
    return this.database.transaction(async (transaction) => {
      const [kept] = await rows<{ id: string }>(
        transaction,
        `INSERT INTO refused_message (source, body, body_digest, reason) VALUES ($1, $2, $3, $4) ON CONFLICT (source, body_digest) DO NOTHING RETURNING id`,
        // A raw NUL is the one character a text column cannot hold, and what arrived must be kept all the same.
        [source, body.replaceAll('\0', '\uFFFD'), digest, reason],
      );
      if (sequence !== undefined) {
        await transaction.query(
          `INSERT INTO set_aside (source, sequence, message)
           SELECT source, $3::bigint, id FROM refused_message WHERE source = $1 AND body_digest = $2 ON CONFLICT DO NOTHING`,
          [source, digest, sequence],
        );
      }
      // Of audit's own events only the row tells: an event about them could be refused as they were, and so on for ever.
      if (kept && source !== 'audit') await this.recordRefusal(transaction, { source, digest, sequence, reason });
      return kept !== undefined;
    });
  }

  private async recordRefusal(transaction: EntityManager, refused: { source: EventSource; digest: Buffer; sequence: number | undefined; reason: string }) {
    const { source, digest, sequence, reason } = refused;
    await this.outbox.record(transaction, {
      type: 'event-refused',
      actor: { kind: 'system', id: 'audit' },
      outcome: 'failure',
      cause: reason,
      particulars: { source, messageDigest: digest.toString('hex'), ...(sequence === undefined ? {} : { sequence: String(sequence) }) },
    });
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
    const found = await rows<{ source: EventSource; last: string; count: string }>(
      this.database,
      `SELECT source, max(sequence) AS last, count(*) AS count FROM event GROUP BY source ORDER BY source`,
    );
    return Promise.all(
      found.map(async ({ source, last, count }) => ({
        source,
        last: Number(last),
        count: Number(count),
        missing: await findGaps(this.database, { source, after: 0, upTo: Number(last) }, MOST_SHOWN),
        setAside: await this.setAside(source),
      })),
    );
  }

  private async setAside(source: EventSource): Promise<number[]> {
    const found = await rows<{ sequence: string }>(
      this.database,
      `SELECT sequence FROM set_aside WHERE source = $1 AND NOT EXISTS (SELECT 1 FROM event WHERE event.source = $1 AND event.sequence = set_aside.sequence)
       ORDER BY sequence LIMIT ${MOST_SHOWN}`,
      [source],
    );
    return found.map((row) => Number(row.sequence));
  }

  override async missing(source: EventSource, after: number, upTo: number): Promise<number[]> {
    return findGaps(this.database, { source, after, upTo }, MOST_MISSING);
  }

  override async refusedCount(): Promise<number> {
    const [row] = await rows<{ count: string }>(this.database, `SELECT count(*) AS count FROM refused_message`);
    return Number(row?.count ?? 0);
  }
}

/** Whether the database refused the value itself (SQLSTATE classes 22, 23 and 54), and would refuse it again. */
function isRefusal(error: unknown): boolean {
  // A prepared statement fails with the driver's own error, any other with the mapper's around it.
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^(?:22|23|54)/.test(code);
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
