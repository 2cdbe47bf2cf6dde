import type { DataSource, EntityManager } from 'typeorm';
import { hasConnection, onConnection } from './connection.js';
import { preparedRows } from './prepared-rows.js';

/**
 * Rows of a statement, typed by the caller who wrote its column list. In what `inTransaction` began it is prepared once per connection, since what is done in
 * a transaction is the same text each time; elsewhere, where texts are put together, PostgreSQL plans it for what is asked.
 */
export async function rows<Row extends object>(manager: Pick<EntityManager, 'query'>, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  if (hasConnection(manager)) return preparedRows<Row>(manager, sql, parameters);
  const result: unknown = await manager.query(sql, [...parameters]);
  // TypeORM answers [rows, count] for UPDATE and DELETE, and rows for everything else.
  const list: unknown = Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number' ? result[0] : result;
  return (Array.isArray(list) ? list : []) as Row[];
}

/** Rows of a statement that is the same text each time and stands alone: it is prepared once per connection, and a transaction of its own. */
export function rowsAlone<Row extends object>(database: DataSource, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  return onConnection(database, (manager) => preparedRows<Row>(manager, sql, parameters));
}
