import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which version of the SAM's record of a container was taken over, and the end of one. */
export class FollowedContainers1795400001101 implements MigrationInterface {
  readonly name = 'FollowedContainers1795400001101';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE container
        ADD COLUMN record_version integer NOT NULL DEFAULT 0 CHECK (record_version >= 0),
        ADD COLUMN closing_reason text,
        ADD COLUMN closed_at timestamptz,
        ADD CHECK (num_nulls(closing_reason, closed_at) IN (0, 2))`);
    await runner.query(`GRANT UPDATE (record_version, closing_reason, closed_at) ON container TO "key_lifecycle"`);
    await runner.query(`CREATE INDEX credential_left_in_container ON credential (container_id) WHERE container_id IS NOT NULL AND state <> 'destroyed'`);
  }

  async down(): Promise<void> {
    throw new Error('the record of keys is never taken back');
  }
}
