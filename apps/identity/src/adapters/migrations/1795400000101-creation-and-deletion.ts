import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Authorisations to have a credential made or destroyed (CSC API 2.2): by which enrolment, or by which decision of its signer. */
export class CreationAndDeletion1795400000101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE authorisation DROP CONSTRAINT authorisation_scope_check`);
    await runner.query(`
      ALTER TABLE authorisation
        ADD CONSTRAINT authorisation_scope_check CHECK (scope IN ('service', 'credential', 'credential-creation', 'credential-deletion')),
        ADD COLUMN change_id text UNIQUE,
        ADD COLUMN enrolment_id text UNIQUE`);
    await runner.query(`GRANT UPDATE (enrolment_id, challenge) ON authorisation TO "identity"`);
  }

  async down(): Promise<void> {
    throw new Error('identities are never taken back');
  }
}
