import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Time-stamps of authorities elsewhere over heads (RFC 3161). Append-only by rights, like the heads. */
export class Anchors1795400000720 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE head_anchor (
        size bigint NOT NULL REFERENCES tree_head,
        authority text NOT NULL,
        token bytea NOT NULL,
        stamped_at timestamptz NOT NULL,
        kept_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (size, authority)
      )`);
    await runner.query(`CREATE INDEX head_anchor_authority ON head_anchor (authority, size)`);
    await runner.query(`GRANT SELECT, INSERT ON head_anchor TO "audit"`);
  }

  async down(): Promise<void> {
    throw new Error('a time-stamp is never taken back');
  }
}
