import type { MigrationInterface, QueryRunner } from 'typeorm';

/** MACs over what changes of activations and enrolments. A row of before has none and is refused. */
export class SealedStates1795133000000 implements MigrationInterface {
  readonly name = 'SealedStates1795133000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE activation ADD COLUMN progress_mac bytea NOT NULL DEFAULT ''`);
    await runner.query(`ALTER TABLE activation ALTER COLUMN progress_mac DROP DEFAULT`);
    await runner.query(`GRANT UPDATE (progress_mac) ON activation TO "sam"`);

    await runner.query(`ALTER TABLE enrolment ADD COLUMN state_mac bytea NOT NULL DEFAULT ''`);
    await runner.query(`ALTER TABLE enrolment ALTER COLUMN state_mac DROP DEFAULT`);
    await runner.query(`GRANT UPDATE (state_mac) ON enrolment TO "sam"`);
  }

  async down(): Promise<void> {
    throw new Error('a row without its MAC is not believed');
  }
}
