import type { Secret } from '@paraph/kernel';
import type { DataSource } from 'typeorm';

export interface DatabaseSettings {
  readonly url: Secret;
  readonly connections: number;
}

/** Opens the service's database as its runtime role. TypeORM carries connections and transactions; statements are SQL. */
export async function openDatabase(service: string, settings: DatabaseSettings): Promise<DataSource> {
  // Loaded here and nowhere above: half of the services have no database and shall not carry its three hundred files.
  const { DataSource } = await import('typeorm');
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
