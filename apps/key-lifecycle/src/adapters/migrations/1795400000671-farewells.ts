import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which subscribers were told that the service has ended. */
export class Farewells1795400000671 implements MigrationInterface {
  readonly name = 'Farewells1795400000671';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE farewell (
        subscriber_id text PRIMARY KEY,
        message_id text NOT NULL UNIQUE,
        state text NOT NULL CHECK (state IN ('due', 'sent', 'nobody', 'failed')),
        tries integer NOT NULL DEFAULT 0,
        next_try_at timestamptz NOT NULL
      )`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (state, tries, next_try_at) ON farewell TO "key_lifecycle"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE farewell`);
  }
}
