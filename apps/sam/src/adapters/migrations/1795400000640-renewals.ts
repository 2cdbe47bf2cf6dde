import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Credentials whose key is certified again: a further enrolment, and a further certificate, of the same credential. */
export class Renewals1795400000640 implements MigrationInterface {
  readonly name = 'Renewals1795400000640';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE enrolment ADD COLUMN is_renewal boolean NOT NULL DEFAULT false`);
    await runner.query(`ALTER TABLE enrolment DROP CONSTRAINT enrolment_credential_id_key`);
    await runner.query(`CREATE UNIQUE INDEX enrolment_credential ON enrolment (credential_id) WHERE NOT is_renewal`);
    // The enrolment that accepted the renewal; empty for a first certificate, so that there is one of each.
    await runner.query(`ALTER TABLE issued_certificate ADD COLUMN renewal_id text NOT NULL DEFAULT ''`);
    await runner.query(`DROP INDEX issued_certificate_credential`);
    await runner.query(`CREATE UNIQUE INDEX issued_certificate_credential ON issued_certificate (credential_id, renewal_id) WHERE kind = 'signer'`);
  }

  async down(): Promise<void> {
    throw new Error('what was issued is not taken back');
  }
}
