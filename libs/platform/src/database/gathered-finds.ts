import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { isTracing } from '../tracing/traced.js';
import { onConnection } from './connection.js';
import { preparedRows } from './prepared-rows.js';

/** The columns a row is found by, in their order. */
export type RowKey = readonly string[];

/** How rows are read: all that have one of these keys. */
export type LoadRows<Row> = (keys: readonly RowKey[]) => Promise<readonly Row[]>;

interface Asker<Row> {
  readonly found: (row: Row | undefined) => void;
  readonly failed: (reason: unknown) => void;
  /** Back in the request that asks; only where traces are recorded, since it costs something. */
  readonly within?: (<T>(work: () => T) => T) | undefined;
}

interface Wanted<Row> {
  readonly key: RowKey;
  readonly waiting: Asker<Row>[];
}

/** Most keys in one statement. */
const MOST = 200;

/** A pace for what many requests look up at once: a tenth of what one of them takes then, and a statement for a dozen of them. */
export const BUSY_PACE_MS = 4;

/**
 * Finds rows by key, those of concurrent requests in one statement: what a statement costs around its rows is paid once. While
 * one is under way the next ones gather, and nobody is given what was read before he asked.
 */
export class GatheredFinds<Row> {
  private wanted = new Map<string, Wanted<Row>>();
  private isReading = false;
  private readAt = 0;

  /** @param paceMs how long after one statement began the next one does at the earliest: under load it gathers more, and who asks alone waits for nothing */
  constructor(
    private readonly load: LoadRows<Row>,
    private readonly keyOf: (row: Row) => RowKey,
    private readonly paceMs = 0,
  ) {}

  find(...key: RowKey): Promise<Row | undefined> {
    return new Promise((found, failed) => {
      const name = nameOf(key);
      const wanted = this.wanted.get(name) ?? { key, waiting: [] };
      wanted.waiting.push({ found, failed, within: isTracing() ? AsyncLocalStorage.snapshot() : undefined });
      this.wanted.set(name, wanted);
      if (!this.isReading) void this.readAll();
    });
  }

  private async readAll(): Promise<void> {
    this.isReading = true;
    while (this.wanted.size > 0) {
      // Whoever asks in this turn of the event loop, or before the next statement's time, comes along.
      const rest = this.readAt + this.paceMs - performance.now();
      await (rest > 0 ? sleep(rest) : turn());
      this.readAt = performance.now();
      const batch = [...this.wanted].slice(0, MOST);
      for (const [name] of batch) this.wanted.delete(name);
      await this.read(batch.map(([, wanted]) => wanted));
    }
    this.isReading = false;
  }

  private async read(batch: readonly Wanted<Row>[]): Promise<void> {
    try {
      const load = (): Promise<readonly Row[]> => this.load(batch.map(({ key }) => key));
      // A step of the first one's trace: the loop itself runs in the request that happened to start it.
      const within = batch[0]?.waiting[0]?.within;
      const rows = await (within ? within(load) : load());
      const byName = new Map(rows.map((row) => [nameOf(this.keyOf(row)), row]));
      for (const { key, waiting } of batch) for (const { found } of waiting) found(byName.get(nameOf(key)));
    } catch (error) {
      // What is wrong with one key, the others do not suffer; where the database is away, nobody asks again.
      if (batch.length > 1 && isOfAKey(error)) await Promise.all(batch.map((one) => this.read([one])));
      else for (const { failed } of batch.flatMap(({ waiting }) => waiting)) failed(error);
    }
  }
}

/** A key that is no text to the database (PostgreSQL appendix A, class 22, data exception). */
function isOfAKey(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('22');
}

/** No column of a key holds a zero byte: PostgreSQL knows none. */
function nameOf(key: RowKey): string {
  return key.join('\0');
}

/** The rows of a table that a key names. */
export interface KeyedRows {
  readonly table: string;
  readonly columns: string;
  /** The columns of the key, all of type `text`; no two rows have the same in all of them. */
  readonly by: readonly [string, ...string[]];
  /** What else is true of a row that is found. */
  readonly where?: string;
}

/**
 * Reads by prepared statements, which run in no transaction. One key is looked up plainly, so that PostgreSQL plans that once per connection; several
 * each by the index: a plan for all of them together, made while the table was small, would read the whole of it for as long as it is kept.
 */
export function loadPrepared<Row extends object>(database: DataSource, { table, columns, by, where = 'true' }: KeyedRows): LoadRows<Row> {
  const found = (keyOf: (column: string, place: number) => string): string =>
    `SELECT ${columns} FROM ${table} WHERE ${by.map((column, place) => `${table}.${column} = ${keyOf(column, place)}`).join(' AND ')} AND ${where}`;
  const one = found((_, place) => `$${place + 1}`);
  const arrays = by.map((_, place) => `$${place + 1}::text[]`).join(', ');
  // OFFSET 0 keeps the planner from turning the look-ups into a join.
  const several = `SELECT kept.* FROM unnest(${arrays}) AS wanted (${by.join(', ')}) CROSS JOIN LATERAL (${found((column) => `wanted.${column}`)} OFFSET 0) AS kept`;
  return (keys) => {
    const [first, ...more] = keys;
    if (!first) return Promise.resolve([]);
    const [sql, parameters] = more.length === 0 ? [one, first] : [several, by.map((_, place) => keys.map((key) => key[place]))];
    // Each on a connection of its own: a table that somebody holds locked must not keep look-ups of others waiting.
    return onConnection(database, (manager) => preparedRows<Row>(manager, sql, parameters));
  };
}
