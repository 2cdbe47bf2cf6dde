import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Policies with all their versions, the end of the authority, and answers of status that are prepared. */
export class PublicEdge1795400000550 implements MigrationInterface {
  readonly name = 'PublicEdge1795400000550';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE published_policy (
        policy_id text NOT NULL,
        edition text NOT NULL,
        body jsonb NOT NULL,
        published_at timestamptz NOT NULL,
        PRIMARY KEY (policy_id, edition)
      )`);
    // Which editions were in force together, and since when. The last row is the present.
    await runner.query(`
      CREATE TABLE policies_in_force (
        sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        editions text[] NOT NULL,
        since timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE ended_authority (
        authority text PRIMARY KEY CHECK (authority = 'issuing'),
        ended_at timestamptz NOT NULL
      )`);
    await runner.query(`GRANT SELECT, INSERT ON published_policy, policies_in_force, ended_authority TO "ca_connector"`);

    // Not evidence: each answer is composed anew before it is over.
    await runner.query(`
      CREATE TABLE status_answer (
        authority text NOT NULL CHECK (authority IN ('root', 'issuing')),
        serial_number text NOT NULL,
        response bytea NOT NULL,
        this_update timestamptz NOT NULL,
        next_update timestamptz NOT NULL,
        PRIMARY KEY (authority, serial_number)
      )`);
    await runner.query(`CREATE INDEX status_answer_end ON status_answer (next_update)`);
    // One row each: where the pass over all certificates stands, and until when one replica is at it.
    await runner.query(`
      CREATE TABLE status_pass (
        authority text PRIMARY KEY CHECK (authority IN ('root', 'issuing')),
        after text,
        is_under_way boolean NOT NULL,
        begun_at timestamptz NOT NULL,
        leased_until timestamptz NOT NULL
      )`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON status_answer TO "ca_connector"`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE ON status_pass TO "ca_connector"`);
  }

  async down(): Promise<void> {
    throw new Error('what was published is not taken back');
  }
}
