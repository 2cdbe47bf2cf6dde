import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Authorisations of one session (IDN-07): the activation comes with the evidence of an enrolment, after the authorisation was opened. */
export class Sessions1795400000611 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`GRANT UPDATE (activation_id) ON authorisation TO "identity"`);
  }

  async down(): Promise<void> {
    throw new Error('identities are never taken back');
  }
}
