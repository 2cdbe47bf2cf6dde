import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the end of an authority was told to those who show its credentials. */
export class FollowedEnd1795400000580 implements MigrationInterface {
  readonly name = 'FollowedEnd1795400000580';

  async up(runner: QueryRunner): Promise<void> {
    // In the order of bytes, whatever the database's language: the mark and the question have to mean the same.
    await runner.query(`CREATE TABLE followed_end (authority text PRIMARY KEY, credential_id text COLLATE "C" NOT NULL)`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (credential_id) ON followed_end TO "ca_connector"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE followed_end`);
  }
}
