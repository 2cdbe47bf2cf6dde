import type { Secret } from '@paraph/kernel';
import { DataSource, type EntityManager } from 'typeorm';

export interface DatabaseSettings {
  readonly url: Secret;
  readonly connections: number;
}

/** Opens the service's database as its runtime role. TypeORM carries connections and transactions; statements are SQL. */
export async function openDatabase(service: string, settings: DatabaseSettings): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url: settings.url.reveal(),
    synchronize: false,
    applicationName: service,
    poolSize: settings.connections,
    extra: { connectionTimeoutMillis: 5_000, idleTimeoutMillis: 30_000, statement_timeout: 15_000 },
  });
  return source.initialize();
}

/** Rows of a statement, typed by the caller who wrote its column list. */
export async function rows<Row extends object>(manager: Pick<EntityManager, 'query'>, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  const result: unknown = await manager.query(sql, [...parameters]);
  // TypeORM answers [rows, count] for UPDATE and DELETE, and rows for everything else.
  const list: unknown = Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number' ? result[0] : result;
  return (Array.isArray(list) ? list : []) as Row[];
}
