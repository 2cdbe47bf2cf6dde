import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Credentials whose authority takes its time, and ended ones whose authority has to be told. */
export class PendingAndRevoked1795400000540 implements MigrationInterface {
  readonly name = 'PendingAndRevoked1795400000540';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE credential
        ADD COLUMN pending_since timestamptz,
        ADD COLUMN revocation_due text,
        -- Only what its signer was accepted for is in an authority's hands.
        ADD CHECK (pending_since IS NULL OR csr IS NOT NULL),
        ADD CHECK (revocation_due IS NULL OR state IN ('revoked', 'destroying', 'destroyed'))`);
    await runner.query(`CREATE INDEX credential_to_revoke ON credential (touched_at) WHERE revocation_due IS NOT NULL`);
    await runner.query(`GRANT UPDATE (pending_since, revocation_due) ON credential TO "key_lifecycle"`);
  }

  async down(): Promise<void> {
    throw new Error('the record of keys is never taken back');
  }
}
