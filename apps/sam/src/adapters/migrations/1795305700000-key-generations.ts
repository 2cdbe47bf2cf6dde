import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys may be closed anew under a later generation of the key-encryption key; a row per generation says how far that has come. */
export class KeyGenerations1795305700000 implements MigrationInterface {
  readonly name = 'KeyGenerations1795305700000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX signing_key_generation ON signing_key (kek_generation)`);
    // The key stays the same, so what names it and what it is stay beyond reach.
    await runner.query(`GRANT UPDATE (blob, kek_generation, mac) ON signing_key TO "sam"`);
    await runner.query(`
      CREATE TABLE key_rewrapping (
        generation integer PRIMARY KEY,
        holder text NOT NULL,
        held_until timestamptz NOT NULL,
        started_at timestamptz NOT NULL,
        rewrapped bigint NOT NULL DEFAULT 0,
        finished_at timestamptz
      )`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (holder, held_until, rewrapped, finished_at) ON key_rewrapping TO "sam"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE key_rewrapping`);
    await runner.query(`REVOKE UPDATE (blob, kek_generation, mac) ON signing_key FROM "sam"`);
    await runner.query(`DROP INDEX signing_key_generation`);
  }
}
