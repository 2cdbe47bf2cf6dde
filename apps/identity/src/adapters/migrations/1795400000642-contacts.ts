import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where subscribers are told what becomes of their credentials. */
export class Contacts1795400000642 implements MigrationInterface {
  readonly name = 'Contacts1795400000642';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE subscriber ADD COLUMN contact_email text`);
  }

  async down(): Promise<void> {
    throw new Error('what subscribers agreed to is not taken back');
  }
}
