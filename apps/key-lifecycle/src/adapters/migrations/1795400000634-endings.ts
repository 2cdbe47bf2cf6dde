import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the sweep finds what is over, and how comparisons of keys and credentials went. */
export class Endings1795400000634 implements MigrationInterface {
  readonly name = 'Endings1795400000634';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX credential_over ON credential (valid_to, id) WHERE state IN ('active', 'suspended', 'expired')`);
    await runner.query(`
      CREATE TABLE reconciliation (
        finished_at timestamptz PRIMARY KEY,
        keys integer NOT NULL,
        credentials integer NOT NULL,
        orphans integer NOT NULL,
        followed integer NOT NULL,
        unresolved integer NOT NULL
      )`);
    await runner.query(`GRANT SELECT, INSERT ON reconciliation TO "key_lifecycle"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE reconciliation`);
    await runner.query(`DROP INDEX credential_over`);
  }
}
