import type { EventSource } from '@paraph/contracts';
import { inTransaction, onConnection, rows, type Outbox } from '@paraph/platform';
import { createHash } from 'node:crypto';
import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm';
import {
  EventLog,
  type Appended,
  type ArrivedEvent,
  type EventFilter,
  type Leaf,
  type LoggedEvent,
  type LogMonth,
  type Page,
  type SequenceState,
} from '../domain/event-log.js';
import { appendLeaves, appendNewLeaves } from './append-leaves.js';
import { findEvents } from './find-events.js';
import { readMonths } from './log-stretches.js';
import { findGaps } from './sequence-gaps.js';

/** Most numbers a source is told to send again, and most that an auditor is shown. */
const MOST_MISSING = 500;
const MOST_SHOWN = 10;

/** The log in PostgreSQL. */
export class PostgresEventLog extends EventLog {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'audit'>,
  ) {
    super();
  }

  override async append(leaves: readonly Leaf[]): Promise<Appended[]> {
    try {
      await onConnection(this.database, (alone) => appendLeaves(alone, leaves));
      return leaves.map(() => 'logged' as const);
    } catch (error) {
      // One of them is there already, or is what the database does not take: which, only a look at each one tells.
      if (!isRefusal(error)) throw error;
    }
    try {
      return await inTransaction(this.database, (transaction) => appendNewLeaves(transaction, leaves));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (leaves.length === 1) return ['unstorable'];
    }
    // One of them is what the database does not take, and is not to keep the others out.
    const middle = leaves.length >> 1;
    return [...(await this.append(leaves.slice(0, middle))), ...(await this.append(leaves.slice(middle)))];
  }

  override async refuse({ source, body, sequence }: ArrivedEvent, reason: string): Promise<boolean> {
    const digest = createHash('sha256').update(body).digest();
    return inTransaction(this.database, async (transaction) => {
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

  override read(filter: EventFilter, page: Page): Promise<LoggedEvent[]> {
    return findEvents(this.database, filter, page);
  }

  override months(): Promise<LogMonth[]> {
    return readMonths(this.database);
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
        // Where as many are there as the last number says, none is missing: no look at each of millions.
        missing: count === last ? [] : await findGaps(this.database, { source, after: 0, upTo: Number(last) }, MOST_SHOWN),
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
