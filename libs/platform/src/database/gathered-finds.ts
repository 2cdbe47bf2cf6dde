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

/**
 * Reads by a statement whose parameters are arrays, one for each column of the key. It is prepared once per connection and runs in
 * no transaction.
 */
export function loadPrepared<Row extends object>(database: DataSource, sql: string): LoadRows<Row> {
  return (keys) => {
    const columns = keys[0]?.map((_, column) => keys.map((key) => key[column])) ?? [];
    // Each on a connection of its own: a table that somebody holds locked must not keep look-ups of others waiting.
    return onConnection(database, (manager) => preparedRows<Row>(manager, sql, columns));
  };
}
