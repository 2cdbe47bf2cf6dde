import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { connectionOf, type Connection, type Statement } from './connection.js';

const names = new Map<string, string>();

/**
 * Rows of a statement that is the same each time: PostgreSQL parses and plans it once per connection. For the few statements of
 * every signature; TypeORM's own way knows no names. Only on a connection of one's own. In what `inTransaction` began, statements are sent in
 * the order they are asked for, waited for or not.
 */
export function preparedRows<Row extends object>(manager: EntityManager, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  return ask<Row>(manager, { name: nameOf(sql), text: sql, values: parameters });
}

/**
 * The same for a statement that changes nothing, also one that locks: as the first of a transaction it is sent together with the BEGIN, which saves a
 * journey. Outside of a transaction that did not begin it would have been of no effect.
 */
export function preparedLook<Row extends object>(manager: EntityManager, sql: LookText, parameters: readonly unknown[] = []): Promise<Row[]> {
  return ask<Row>(manager, { name: nameOf(sql), text: sql, values: parameters, isLook: true });
}

/** Begins with SELECT: what begins otherwise changes something. */
export type LookText = `SELECT ${string}`;

async function ask<Row extends object>(manager: EntityManager, statement: Statement): Promise<Row[]> {
  if (!manager.queryRunner) throw new Error('a prepared statement belongs into a transaction');
  // The driver is `pg`, whose connection takes names.
  const connection = connectionOf(manager) ?? ((await manager.queryRunner.connect()) as Connection);
  const { rows } = await connection.query(statement);
  return rows as Row[];
}

/** One name for one text: a name that stood for two would be refused. */
export function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `p_${createHash('sha256').update(sql).digest('hex').slice(0, 24)}`;
  names.set(sql, name);
  return name;
}
