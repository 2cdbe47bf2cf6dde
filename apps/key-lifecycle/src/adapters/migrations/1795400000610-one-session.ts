import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Credentials of one session (IDN-07): for which client, and which activation their enrolment completed. What they sign is the SAM's to keep. */
export class OneSession1795400000610 implements MigrationInterface {
  readonly name = 'OneSession1795400000610';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE credential
        ADD COLUMN session_client_id text,
        ADD COLUMN activation_id text UNIQUE,
        ADD CHECK (activation_id IS NULL OR session_client_id IS NOT NULL),
        -- Whoever is to claim one waits for it; the client of a session has it at once.
        ADD CHECK (session_client_id IS NULL OR NOT is_held)`);
    await runner.query(
      `CREATE INDEX credential_in_session ON credential (touched_at) WHERE session_client_id IS NOT NULL AND state IN ('active', 'suspended')`,
    );
    await runner.query(`GRANT UPDATE (activation_id) ON credential TO "key_lifecycle"`);
  }

  async down(): Promise<void> {
    throw new Error('the record of keys is never taken back');
  }
}
