import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The Merkle tree over the log (RFC 9162 section 2.1): hashes of whole subtrees, heads that were begun, and heads that are signed. Append-only
 * by rights: what was signed stays what it was.
 */
export class TreeHeads1795400000570 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE tree_hash (
        level smallint NOT NULL CHECK (level > 0),
        index bigint NOT NULL CHECK (index >= 0),
        hash bytea NOT NULL CHECK (length(hash) = 32),
        PRIMARY KEY (level, index)
      )`);
    await runner.query(`
      CREATE TABLE tree_head_intent (
        size bigint PRIMARY KEY CHECK (size > 0),
        root bytea NOT NULL CHECK (length(root) = 32),
        begun_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE tree_head (
        size bigint PRIMARY KEY REFERENCES tree_head_intent,
        root bytea NOT NULL CHECK (length(root) = 32),
        head text NOT NULL,
        kept_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`GRANT SELECT, INSERT ON tree_hash, tree_head_intent, tree_head TO "audit"`);
  }

  async down(): Promise<void> {
    throw new Error('a signed head is never taken back');
  }
}
