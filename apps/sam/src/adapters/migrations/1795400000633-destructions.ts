import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of destroyed keys, who tried to use them afterwards, and whose a wrapped key is. */
export class Destructions1795400000633 implements MigrationInterface {
  readonly name = 'Destructions1795400000633';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE key_destruction (
        number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        key_id text PRIMARY KEY,
        credential_id text NOT NULL,
        body text NOT NULL,
        mac bytea NOT NULL
      )`);
    await runner.query(`CREATE INDEX key_destruction_credential ON key_destruction (credential_id)`);
    await runner.query(`
      CREATE TABLE key_destruction_try (
        key_id text NOT NULL REFERENCES key_destruction,
        replica text NOT NULL,
        body text NOT NULL,
        mac bytea NOT NULL,
        PRIMARY KEY (key_id, replica)
      )`);
    // Only ever added to: a certificate of destruction is made from them, years later.
    await runner.query(`GRANT SELECT, INSERT ON key_destruction, key_destruction_try TO "sam"`);
    await runner.query(`CREATE INDEX enrolment_key ON enrolment (substring(draft from '"keyId":"(key_[A-Za-z0-9_-]{22})"'))`);
  }

  async down(): Promise<void> {
    throw new Error('the record of destroyed keys is never taken back');
  }
}
