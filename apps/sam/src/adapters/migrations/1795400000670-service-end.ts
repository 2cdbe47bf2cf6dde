import type { MigrationInterface, QueryRunner } from 'typeorm';

/** That the service has ended stands among the states that never go back. */
export class ServiceEnd1795400000670 implements MigrationInterface {
  readonly name = 'ServiceEnd1795400000670';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE authority_state DROP CONSTRAINT authority_state_kind_check`);
    await runner.query(`
      ALTER TABLE authority_state ADD CONSTRAINT authority_state_kind_check
      CHECK (kind IN ('tree-head', 'timestamp', 'revocations', 'authority-end', 'container-day', 'service-end'))`);
  }

  async down(): Promise<void> {
    throw new Error('an end is not forgotten');
  }
}
