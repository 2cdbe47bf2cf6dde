import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Credentials that wait to be claimed, and those that are destroyed by their signer's decision (CSC API 2.2 credentials/create, credentials/delete). */
export class HeldAndDeleted1795400000110 implements MigrationInterface {
  readonly name = 'HeldAndDeleted1795400000110';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE credential
        ADD COLUMN is_held boolean NOT NULL DEFAULT false,
        ADD COLUMN claimable_until timestamptz,
        ADD COLUMN claimed_at timestamptz,
        ADD COLUMN deletion_change_id text,
        ADD CHECK (is_held OR num_nulls(claimable_until, claimed_at) = 2),
        -- What can sign was claimed, if it was held.
        ADD CHECK (NOT is_held OR claimed_at IS NOT NULL OR state IN ('requested', 'keyed', 'certified', 'destroying', 'destroyed'))`);
    await runner.query(`CREATE INDEX credential_to_delete ON credential (touched_at) WHERE deletion_change_id IS NOT NULL AND state <> 'destroyed'`);
    await runner.query(`GRANT UPDATE (claimable_until, claimed_at, deletion_change_id) ON credential TO "key_lifecycle"`);
  }

  async down(): Promise<void> {
    throw new Error('the record of keys is never taken back');
  }
}
