import { createRounds } from '@paraph/platform/migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When each round of audit's is due, and which replica is at it. */
export class Rounds1795400000740 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createRounds(runner, 'audit');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE round`);
  }
}
