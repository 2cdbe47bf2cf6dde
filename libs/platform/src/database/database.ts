import type { Secret } from '@paraph/kernel';
import type { DataSource } from 'typeorm';
import { impatientClient } from './impatient-client.js';

export interface DatabaseSettings {
  readonly url: Secret;
  readonly connections: number;
  /** How long one statement may take. */
  readonly statementSeconds?: number;
  /** After how long without an event a heartbeat is recorded. */
  readonly heartbeatSeconds?: number;
}

/** Longest wait for a connection and for a lock, milliseconds; what the server is given over to answer that a statement took too long. */
const WAIT = { connection: 5_000, lock: 1_500, answer: 1_000 };

/** Opens the service's database as its runtime role. TypeORM carries connections and transactions; statements are SQL. */
export async function openDatabase(service: string, settings: DatabaseSettings): Promise<DataSource> {
  // No call has more time than this, so nothing waits for longer: for a connection, for a lock, for a statement, for a server that is gone.
  const statement = (settings.statementSeconds ?? 10) * 1_000;
  const patience = { connectionTimeoutMillis: WAIT.connection, lock_timeout: WAIT.lock, statement_timeout: statement, query_timeout: statement + WAIT.answer };
  // Loaded here and nowhere above: half of the services have no database and shall not carry its three hundred files.
  const { DataSource } = await import('typeorm');
  const source = new DataSource({
    type: 'postgres',
    url: settings.url.reveal(),
    synchronize: false,
    applicationName: service,
    poolSize: settings.connections,
    extra: { ...patience, pipeline: true, idleTimeoutMillis: 30_000, keepAlive: true, Client: await impatientClient() },
  });
  return source.initialize();
}
