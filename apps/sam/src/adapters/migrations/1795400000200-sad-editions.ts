import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which SAD of an activation is its current one: an extension answers the next. The MAC covers it from the second one on, so that a row of before stays what it is. */
export class SadEditions1795400000200 implements MigrationInterface {
  readonly name = 'SadEditions1795400000200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE activation ADD COLUMN edition integer NOT NULL DEFAULT 1 CHECK (edition > 0)`);
    await runner.query(`GRANT UPDATE (edition) ON activation TO "sam"`);
  }

  async down(): Promise<void> {
    throw new Error('a SAD that was replaced would be valid again');
  }
}
