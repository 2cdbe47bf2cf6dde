import type { Secret } from '@paraph/kernel';
import { DataSource, type MigrationInterface } from 'typeorm';
import { databaseOwner } from '../config/fragments.js';
import { ConfigProblems, readConfig, serviceConfig } from '../config/service-config.js';

/**
 * The migration command of a service: brings its database to the newest version as the owner role and prints what it did
 * as one line of JSON.
 */
export async function migrate(service: string, migrations: readonly (new () => MigrationInterface)[]): Promise<void> {
  const config = serviceConfig(service, { owner: databaseOwner });
  const own = Object.fromEntries(Object.entries(process.env).filter(([key]) => key === `${config.prefix}DATABASE_OWNER_URL_FILE`));
  try {
    const { owner } = readConfig(config, own);
    const done = await runMigrations(owner.url, migrations);
    process.stdout.write(`${JSON.stringify({ service, migrated: done })}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigProblems ? error.message : `${service}: migration failed: ${String(error)}`}\n`);
    process.exitCode = error instanceof ConfigProblems ? 78 : 1;
  }
}

async function runMigrations(url: Secret, migrations: readonly (new () => MigrationInterface)[]): Promise<string[]> {
  const source = new DataSource({ type: 'postgres', url: url.reveal(), migrations: [...migrations], migrationsTableName: 'migration' });
  await source.initialize();
  try {
    return (await source.runMigrations({ transaction: 'each' })).map((one) => one.name);
  } finally {
    await source.destroy();
  }
}
