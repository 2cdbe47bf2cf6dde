import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Parts of what authorities elsewhere signed, for the minutes until the SAM judges the whole. */
export class OfferedProofs1795400000520 implements MigrationInterface {
  readonly name = 'OfferedProofs1795400000520';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE offered_proof (
        digest text NOT NULL CHECK (length(digest) = 43),
        part integer NOT NULL CHECK (part >= 0 AND part < parts),
        parts integer NOT NULL CHECK (parts BETWEEN 1 AND 64),
        bytes bytea NOT NULL CHECK (length(bytes) BETWEEN 1 AND 600000),
        offered_at timestamptz NOT NULL,
        PRIMARY KEY (digest, part)
      )`);
    await runner.query(`CREATE INDEX offered_proof_age ON offered_proof (offered_at)`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON offered_proof TO "sam"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE offered_proof`);
  }
}
