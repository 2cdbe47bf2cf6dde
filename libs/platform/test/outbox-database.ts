import { Secret } from '@paraph/kernel';
import type { TestPostgres } from '@paraph/testing';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { openDatabase } from '../src/index.js';
import { createOutbox } from '../src/migration.js';

class OutboxOnly1763600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOutbox(runner, 'sam');
  }
  async down(): Promise<void> {}
}

/** A new database with an outbox and nothing else, opened as the SAM's role. */
export async function openOutboxDatabase(postgres: TestPostgres, connections: number): Promise<DataSource> {
  const { ownerUrl, url } = await postgres.database('sam');
  const owner = await new DataSource({ type: 'postgres', url: ownerUrl, migrations: [OutboxOnly1763600000000] }).initialize();
  await owner.runMigrations();
  await owner.destroy();
  return openDatabase('sam', { url: new Secret(url), connections });
}
