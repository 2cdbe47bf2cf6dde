import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is known of each source beside its events: since when it is silent, and how it started last. Every change of it is an event too. */
export class Sources1795400000742 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE source_watch (
        source text PRIMARY KEY,
        silent_since timestamptz,
        start_position bigint,
        version text,
        settings text,
        CHECK (num_nulls(start_position, version, settings) IN (0, 3))
      )`);
    await runner.query(`GRANT SELECT, INSERT ON source_watch TO "audit"`);
    await runner.query(`GRANT UPDATE (silent_since, start_position, version, settings) ON source_watch TO "audit"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE source_watch`);
  }
}
