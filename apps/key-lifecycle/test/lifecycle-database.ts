import { startPostgres } from '@paraph/testing';
import { DataSource } from 'typeorm';
import { migrations } from '../src/adapters/migrations/migrations.js';

/** The database of key-lifecycle on a real PostgreSQL of its own, as its migrations leave it. */
export interface LifecycleDatabase {
  /** With the owner's right: for tests that look at rows, or write what no service would. */
  readonly owner: DataSource;
  /** With the right that the service runs with. */
  readonly runtime: DataSource;
  stop(): Promise<void>;
}

/** Starts it. Takes some seconds. */
export async function startLifecycleDatabase(): Promise<LifecycleDatabase> {
  const server = await startPostgres();
  const { ownerUrl, url } = await server.database('key_lifecycle');
  const owner = await new DataSource({ type: 'postgres', url: ownerUrl, migrations: [...migrations], migrationsTableName: 'migration' }).initialize();
  await owner.runMigrations({ transaction: 'each' });
  const runtime = await new DataSource({ type: 'postgres', url }).initialize();
  return {
    owner,
    runtime,
    stop: async () => {
      await Promise.allSettled([runtime.destroy(), owner.destroy()]);
      await server.stop();
    },
  };
}
