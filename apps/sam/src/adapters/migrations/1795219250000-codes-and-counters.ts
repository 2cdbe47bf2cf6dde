import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is counted of means of authentication, and one-time codes under way: sealed texts that change under a row lock. */
export class CodesAndCounters1795219250000 implements MigrationInterface {
  readonly name = 'CodesAndCounters1795219250000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['means_counter', 'one_time_code']) {
      await runner.query(`CREATE TABLE ${table} (id text PRIMARY KEY, text text NOT NULL, mac bytea NOT NULL)`);
      await runner.query(`GRANT SELECT, INSERT, UPDATE (text, mac) ON ${table} TO "sam"`);
    }
  }

  async down(): Promise<void> {
    throw new Error('a lock that is taken back is no lock');
  }
}
