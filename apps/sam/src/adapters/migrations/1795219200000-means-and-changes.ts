import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Means that were offered for an enrolment or a change, and the changes signers make to their credentials. */
export class MeansAndChanges1795219200000 implements MigrationInterface {
  readonly name = 'MeansAndChanges1795219200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE offered_means (reference text PRIMARY KEY, body text NOT NULL, mac bytea NOT NULL)`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (body, mac) ON offered_means TO "sam"`);

    // The draft is a sealed text that never changes; state and progress change together, over the MAC they had before.
    await runner.query(`
      CREATE TABLE credential_change (
        change_id text PRIMARY KEY,
        credential_id text NOT NULL,
        draft text NOT NULL,
        draft_mac bytea NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'completed', 'abandoned')),
        progress text NOT NULL,
        progress_mac bytea NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await runner.query(`CREATE INDEX credential_change_open ON credential_change (credential_id) WHERE state = 'open'`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (state, progress, progress_mac) ON credential_change TO "sam"`);
  }

  async down(): Promise<void> {
    throw new Error('what a signer changed is not taken back');
  }
}
