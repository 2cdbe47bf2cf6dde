import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests that are signed later, and the announcements of their results. Their attempts wait in the journal of signatures until they are claimed. */
export class SigningJobs1795400000300 implements MigrationInterface {
  readonly name = 'SigningJobs1795400000300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE signing_attempt DROP CONSTRAINT signing_attempt_state_check, DROP CONSTRAINT signing_attempt_results`);
    await runner.query(
      `ALTER TABLE signing_attempt ADD CONSTRAINT signing_attempt_state_check CHECK (state IN ('waiting', 'intended', 'made', 'partial', 'released', 'burned'))`,
    );
    await runner.query(`ALTER TABLE signing_attempt ADD CONSTRAINT signing_attempt_results CHECK ((state IN ('waiting', 'intended')) = (results IS NULL))`);
    await runner.query(`GRANT UPDATE (intended_at) ON signing_attempt TO "sam"`);

    // The job is a sealed text; the columns beside it are only to find it by.
    await runner.query(`
      CREATE TABLE signing_job (
        attempt_id text PRIMARY KEY REFERENCES signing_attempt,
        client_id text NOT NULL,
        job text NOT NULL,
        mac bytea NOT NULL,
        validity_ms bigint NOT NULL CHECK (validity_ms > 0),
        accepted_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        claimed_at timestamptz
      )`);
    await runner.query(`CREATE INDEX signing_job_waiting ON signing_job (client_id, accepted_at) WHERE claimed_at IS NULL`);
    await runner.query(`GRANT SELECT, INSERT, DELETE, UPDATE (due_at, claimed_at) ON signing_job TO "sam"`);

    await runner.query(`
      CREATE TABLE signing_announcement (
        attempt_id text PRIMARY KEY REFERENCES signing_job ON DELETE CASCADE,
        due_at timestamptz NOT NULL,
        tries integer NOT NULL DEFAULT 0
      )`);
    await runner.query(`CREATE INDEX signing_announcement_due ON signing_announcement (due_at)`);
    await runner.query(`GRANT SELECT, INSERT, DELETE, UPDATE (due_at, tries) ON signing_announcement TO "sam"`);
  }

  async down(): Promise<void> {
    throw new Error('requests that were accepted are not forgotten');
  }
}
