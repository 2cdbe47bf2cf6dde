import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Customers' containers, and which credentials are in them. */
export class Containers1795400000621 implements MigrationInterface {
  readonly name = 'Containers1795400000621';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE container (
        id text PRIMARY KEY,
        subscriber_id text NOT NULL,
        client_id text NOT NULL,
        name text NOT NULL,
        limits jsonb NOT NULL,
        delegated_to text,
        delegated_by text,
        state text NOT NULL CHECK (state IN ('proposed', 'open', 'suspended', 'closed')),
        created_at timestamptz NOT NULL,
        CHECK (num_nulls(delegated_to, delegated_by) IN (0, 2))
      )`);
    await runner.query(`CREATE INDEX container_page ON container (created_at, id)`);
    await runner.query(
      `GRANT SELECT, INSERT, UPDATE (state, subscriber_id, client_id, name, limits, delegated_to, delegated_by) ON container TO "key_lifecycle"`,
    );

    await runner.query(`ALTER TABLE credential ADD COLUMN container_id text`);
    await runner.query(`CREATE INDEX credential_in_container ON credential (container_id, created_at) WHERE container_id IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('the record of keys is never taken back');
  }
}
