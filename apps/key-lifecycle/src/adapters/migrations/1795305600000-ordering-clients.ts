import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The client whose orders activate a seal's key. It is named once, with the credential. */
export class OrderingClients1795305600000 implements MigrationInterface {
  readonly name = 'OrderingClients1795305600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE credential ADD COLUMN ordering_client_id text`);
  }

  async down(): Promise<void> {
    throw new Error('the record of keys is never taken back');
  }
}
