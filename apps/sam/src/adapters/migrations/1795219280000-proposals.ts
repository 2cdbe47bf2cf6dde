import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was put before the quorum. */
export class Proposals1795219280000 implements MigrationInterface {
  readonly name = 'Proposals1795219280000';

  async up(runner: QueryRunner): Promise<void> {
    // The draft is a sealed text that never changes; state and approvals change under a row lock, with a MAC of their own.
    await runner.query(`
      CREATE TABLE proposal (
        proposal_id text PRIMARY KEY,
        draft text NOT NULL,
        draft_mac bytea NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'done')),
        approvals text NOT NULL,
        decision_mac bytea NOT NULL,
        opened_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (state, approvals, decision_mac) ON proposal TO "sam"`);
  }

  async down(): Promise<void> {
    throw new Error('what a quorum decided is not taken back');
  }
}
