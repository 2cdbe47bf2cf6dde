import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the orders of a container took of a day stands among the states that never go back. */
export class ContainerDays1795400000620 implements MigrationInterface {
  readonly name = 'ContainerDays1795400000620';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE authority_state DROP CONSTRAINT authority_state_kind_check`);
    await runner.query(`
      ALTER TABLE authority_state ADD CONSTRAINT authority_state_kind_check
      CHECK (kind IN ('tree-head', 'timestamp', 'revocations', 'authority-end', 'container-day'))`);
  }

  async down(): Promise<void> {
    throw new Error('what was signed is not forgotten');
  }
}
