import type { EntityManager } from 'typeorm';

/** Rows of a statement, typed by the caller who wrote its column list. */
export async function rows<Row extends object>(manager: Pick<EntityManager, 'query'>, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  const result: unknown = await manager.query(sql, [...parameters]);
  // TypeORM answers [rows, count] for UPDATE and DELETE, and rows for everything else.
  const list: unknown = Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number' ? result[0] : result;
  return (Array.isArray(list) ? list : []) as Row[];
}
