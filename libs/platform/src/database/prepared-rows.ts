import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { connectionOf, type Connection } from './connection.js';

const names = new Map<string, string>();

/**
 * Rows of a statement that is the same each time: PostgreSQL parses and plans it once per connection. For the few statements of
 * every signature; TypeORM's own way knows no names. Only on a connection of one's own. In what `inTransaction` began, statements are sent in
 * the order they are asked for, waited for or not.
 */
export async function preparedRows<Row extends object>(manager: EntityManager, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  if (!manager.queryRunner) throw new Error('a prepared statement belongs into a transaction');
  // The driver is `pg`, whose connection takes names.
  const connection = connectionOf(manager) ?? ((await manager.queryRunner.connect()) as Connection);
  const { rows } = await connection.query({ name: nameOf(sql), text: sql, values: parameters });
  return rows as Row[];
}

/** One name for one text: a name that stood for two would be refused. */
function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `p_${createHash('sha256').update(sql).digest('hex').slice(0, 24)}`;
  names.set(sql, name);
  return name;
}
