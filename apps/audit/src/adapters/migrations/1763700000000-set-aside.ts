import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A message that cannot become an event is kept once, and its place in the source's sequence is remembered as set aside: the source is
 * not asked for it again. Neither can be changed or deleted by the runtime role.
 */
export class SetAside1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE refused_message ADD COLUMN body_digest bytea`);
    await runner.query(`UPDATE refused_message SET body_digest = sha256(convert_to(body, 'UTF8'))`);
    await runner.query(`
      DELETE FROM refused_message AS later USING refused_message AS earlier
      WHERE later.source = earlier.source AND later.body_digest = earlier.body_digest AND later.id > earlier.id`);
    await runner.query(
      `ALTER TABLE refused_message ALTER COLUMN body_digest SET NOT NULL, ADD CHECK (length(body_digest) = 32), ADD UNIQUE (source, body_digest)`,
    );
    await runner.query(`
      CREATE TABLE set_aside (
        source text NOT NULL,
        sequence bigint NOT NULL CHECK (sequence > 0),
        message bigint NOT NULL REFERENCES refused_message (id),
        PRIMARY KEY (source, sequence)
      )`);
    await runner.query(`GRANT SELECT, INSERT ON set_aside TO "audit"`);
  }

  async down(): Promise<void> {
    throw new Error('the event log is never taken back');
  }
}
