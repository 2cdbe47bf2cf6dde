import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which replica holds which one-session key, while it lives, and which replicas live. */
export class OneSession1795400000600 implements MigrationInterface {
  readonly name = 'OneSession1795400000600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE one_session (
        credential_id text PRIMARY KEY,
        held_by text NOT NULL,
        opened_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
    await runner.query(`CREATE INDEX one_session_age ON one_session (opened_at)`);
    await runner.query(`CREATE INDEX one_session_holder ON one_session (held_by)`);
    await runner.query(`CREATE TABLE sam_replica (replica text PRIMARY KEY, seen_at timestamptz NOT NULL)`);
    await runner.query(`GRANT SELECT, INSERT, DELETE ON one_session TO "sam"`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON sam_replica TO "sam"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE sam_replica`);
    await runner.query(`DROP TABLE one_session`);
  }
}
