import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Versions of progress, so that the journal can tell an old row. The MAC covers them: a row of before is refused. */
export class ProgressVersions1795305600000 implements MigrationInterface {
  readonly name = 'ProgressVersions1795305600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE activation ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0)`);
    await runner.query(`ALTER TABLE activation ALTER COLUMN version DROP DEFAULT`);
    await runner.query(`GRANT UPDATE (version) ON activation TO "sam"`);
  }

  async down(): Promise<void> {
    throw new Error('a row without its version is not believed');
  }
}
