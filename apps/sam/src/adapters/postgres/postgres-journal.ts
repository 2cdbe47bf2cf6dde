import { preparedRows, rows } from '@paraph/platform';
import { type DataSource, type EntityManager } from 'typeorm';
import type { StoredEntry } from '../../domain/journal/journal-entry.js';
import { BATCH } from '../../domain/journal/journal.js';
import { JournalEnd, JournalRows, type StopEntry } from '../../domain/ports/journal-rows.js';

interface Stored {
  readonly sequence: string;
  readonly epoch: number;
  readonly body: string;
  readonly stops: Buffer;
  readonly mac: Buffer;
}

const COLUMNS = 'sequence, epoch, body, stops, mac';

/** An entry, if it is there, and the number of the last one. */
type Found = (Stored | { readonly sequence: null }) & { readonly last: string };

// By equality and from the end: of a range PostgreSQL thinks anew each time, how much of the table it may be.
const ADD = `
  WITH head AS (SELECT ${COLUMNS} FROM journal WHERE sequence = $1::bigint - 1),
  newest AS (SELECT coalesce((SELECT max(sequence) FROM journal), 0) AS last),
  added AS (
    INSERT INTO journal (${COLUMNS}, has_stops) SELECT $1::bigint, $2::integer, $3::text, $4::bytea, $5::bytea, $6::boolean
    WHERE (SELECT last FROM newest) = $1::bigint - 1 AND ($1::bigint = 1 OR EXISTS (SELECT FROM head WHERE mac = $7::bytea))
    RETURNING sequence)
  SELECT newest.last, head.* FROM newest LEFT JOIN head ON true`;

/** The journal in PostgreSQL, for whoever reads it. */
export class PostgresJournalRows extends JournalRows {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async last(): Promise<StoredEntry | undefined> {
    const found = await rows<Stored>(this.database, `SELECT ${COLUMNS} FROM journal ORDER BY sequence DESC LIMIT 1`);
    return found.map(entryOf)[0];
  }

  override from(sequence: number, limit: number): Promise<readonly StoredEntry[]> {
    return entriesFrom(this.database, sequence, limit);
  }

  override async upTo(sequence: number, limit: number): Promise<readonly StoredEntry[]> {
    const found = await rows<Stored>(this.database, `SELECT ${COLUMNS} FROM journal WHERE sequence <= $1 ORDER BY sequence DESC LIMIT $2`, [sequence, limit]);
    return found.map(entryOf);
  }

  override async stops(after: number, upTo: number, limit: number): Promise<readonly StopEntry[]> {
    const found = await rows<Pick<Stored, 'sequence' | 'body'>>(
      this.database,
      `SELECT sequence, body FROM journal WHERE has_stops AND sequence > $1 AND sequence <= $2 ORDER BY sequence LIMIT $3`,
      [after, upTo, limit],
    );
    return found.map(({ sequence, body }) => ({ sequence: Number(sequence), body }));
  }
}

/** The end of the journal inside a transaction that has its lock. */
export class PostgresJournalEnd extends JournalEnd {
  private constructor(private readonly manager: EntityManager) {
    super();
  }

  /** Takes the lock of the events' sequence, which every transaction of this service that adds to either takes last. */
  static async lock(manager: EntityManager, isLocked: boolean): Promise<PostgresJournalEnd> {
    if (!isLocked) await preparedRows(manager, `SELECT last FROM event_sequence FOR UPDATE`, []);
    return new PostgresJournalEnd(manager);
  }

  // One statement: the known head, the number of the last entry, and the new entry if these are one and the same. It begins after the
  // lock was taken, so that it sees whatever was committed before.
  override async add(entry: StoredEntry, previousMac: Uint8Array): Promise<readonly StoredEntry[]> {
    const values = [entry.sequence, entry.epoch, entry.body, Buffer.from(entry.stops), Buffer.from(entry.mac), entry.body.includes('"stop"')];
    const [found] = await preparedRows<Found>(this.manager, ADD, [...values, Buffer.from(previousMac)]);
    const known = entry.sequence - 1;
    if (Number(found?.last) !== known) return this.from(known);
    return found && isThere(found) ? [entryOf(found)] : [];
  }

  override from(sequence: number): Promise<readonly StoredEntry[]> {
    return entriesFrom(this.manager, sequence, BATCH);
  }
}

async function entriesFrom(manager: Pick<EntityManager, 'query'>, sequence: number, limit: number): Promise<readonly StoredEntry[]> {
  return (await rows<Stored>(manager, `SELECT ${COLUMNS} FROM journal WHERE sequence >= $1 ORDER BY sequence LIMIT $2`, [sequence, limit])).map(entryOf);
}

function isThere(found: Found): found is Stored & Found {
  return found.sequence !== null;
}

function entryOf({ sequence, epoch, body, stops, mac }: Stored): StoredEntry {
  return { sequence: Number(sequence), epoch, body, stops: new Uint8Array(stops), mac: new Uint8Array(mac) };
}
