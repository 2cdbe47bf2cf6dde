import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was archived, what proves it, and what was found of each copy. Append-only by rights. */
export class Archives1795400000721 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const month = `text CHECK (month ~ '^[0-9]{4}-[0-9]{2}$')`;
    await runner.query(`
      CREATE TABLE archived_month (
        month ${month} PRIMARY KEY,
        first bigint NOT NULL UNIQUE CHECK (first >= 0),
        size bigint NOT NULL CHECK (size > first),
        manifest text NOT NULL,
        manifest_sha256 text NOT NULL CHECK (manifest_sha256 ~ '^[0-9a-f]{64}$'),
        kept_until timestamptz NOT NULL,
        archived_at timestamptz NOT NULL
      )`);
    await runner.query(
      `CREATE TABLE archive_receipt (month text PRIMARY KEY REFERENCES archived_month, receipt text NOT NULL, kept_at timestamptz NOT NULL DEFAULT now())`,
    );
    await runner.query(`
      CREATE TABLE archive_check (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        month text NOT NULL REFERENCES archived_month,
        target text NOT NULL,
        checked_at timestamptz NOT NULL,
        damage text
      )`);
    await runner.query(`
      CREATE TABLE archive_check_wish (
        month text NOT NULL REFERENCES archived_month,
        wished_by text NOT NULL,
        wished_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        checked_at timestamptz
      )`);
    await runner.query(`GRANT SELECT, INSERT ON archived_month, archive_receipt, archive_check, archive_check_wish TO "audit"`);
    await runner.query(`GRANT UPDATE (checked_at) ON archive_check_wish TO "audit"`);
  }

  async down(): Promise<void> {
    throw new Error('what was archived is never taken back');
  }
}
