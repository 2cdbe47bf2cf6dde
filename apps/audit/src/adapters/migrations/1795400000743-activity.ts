import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What happened in each hour, counted from the log, and what was not as usual in it. */
export class Activity1795400000743 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE activity_cursor (singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton), counted bigint NOT NULL)`);
    await runner.query(`INSERT INTO activity_cursor (counted) VALUES (0)`);
    await runner.query(`
      CREATE TABLE activity (
        hour timestamptz NOT NULL,
        kind text NOT NULL CHECK (kind IN ('event', 'failure', 'role', 'delay')),
        subject text NOT NULL,
        count bigint NOT NULL,
        PRIMARY KEY (hour, kind, subject)
      )`);
    await runner.query(`CREATE TABLE judged_hour (hour timestamptz PRIMARY KEY)`);
    await runner.query(`
      CREATE TABLE pattern (
        hour timestamptz NOT NULL,
        pattern text NOT NULL,
        subject text NOT NULL,
        count bigint NOT NULL,
        usual bigint NOT NULL,
        PRIMARY KEY (hour, pattern, subject)
      )`);
    await runner.query(`GRANT SELECT, INSERT ON activity, judged_hour, pattern TO "audit"`);
    await runner.query(`GRANT UPDATE (count) ON activity TO "audit"`);
    await runner.query(`GRANT SELECT, UPDATE (counted) ON activity_cursor TO "audit"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE activity_cursor, activity, judged_hour, pattern`);
  }
}
