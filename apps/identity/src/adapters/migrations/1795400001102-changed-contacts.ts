import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A subscriber's address may be another one tomorrow; its name and its identifier stay. */
export class ChangedContacts1795400001102 implements MigrationInterface {
  readonly name = 'ChangedContacts1795400001102';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`GRANT UPDATE (contact_email) ON subscriber TO "identity"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`REVOKE UPDATE (contact_email) ON subscriber FROM "identity"`);
  }
}
