import { createRounds } from '@paraph/platform/migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What one replica does at a time. */
export class Rounds1795400000632 implements MigrationInterface {
  readonly name = 'Rounds1795400000632';

  async up(runner: QueryRunner): Promise<void> {
    await createRounds(runner, 'identity');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE round`);
  }
}
