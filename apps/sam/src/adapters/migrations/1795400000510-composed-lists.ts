import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Signed revocation lists in parts, and the end of an authority. */
export class ComposedLists1795400000510 implements MigrationInterface {
  readonly name = 'ComposedLists1795400000510';

  async up(runner: QueryRunner): Promise<void> {
    // A list is public, and who relies on it verifies its signature: these rows may be forgotten, and the lists be made again.
    await runner.query(`
      CREATE TABLE composed_list (
        issuer text NOT NULL CHECK (issuer IN ('root', 'issuing')),
        number bigint NOT NULL CHECK (number > 0),
        this_update timestamptz NOT NULL,
        -- As text: the last one is valid to the end of the year 9999, where not every driver reads a timestamp.
        next_update text NOT NULL,
        entries integer NOT NULL CHECK (entries >= 0),
        digest text NOT NULL,
        parts integer NOT NULL CHECK (parts BETWEEN 1 AND 200),
        PRIMARY KEY (issuer, number)
      )`);
    await runner.query(`
      CREATE TABLE composed_list_part (
        issuer text NOT NULL,
        number bigint NOT NULL,
        part integer NOT NULL CHECK (part >= 0),
        bytes bytea NOT NULL,
        PRIMARY KEY (issuer, number, part),
        FOREIGN KEY (issuer, number) REFERENCES composed_list ON DELETE CASCADE
      )`);
    // Compressing what is random costs time and saves nothing.
    await runner.query(`ALTER TABLE composed_list_part ALTER COLUMN bytes SET STORAGE EXTERNAL`);
    await runner.query(`GRANT SELECT, INSERT, DELETE ON composed_list TO "sam"`);
    await runner.query(`GRANT SELECT, INSERT ON composed_list_part TO "sam"`);

    await runner.query(`ALTER TABLE authority_state DROP CONSTRAINT authority_state_kind_check`);
    await runner.query(`
      ALTER TABLE authority_state ADD CONSTRAINT authority_state_kind_check
      CHECK (kind IN ('tree-head', 'timestamp', 'revocations', 'authority-end'))`);
    await runner.query(`CREATE INDEX issued_certificate_page ON issued_certificate (issuer, serial_number)`);
  }

  async down(): Promise<void> {
    throw new Error('an authority that has ended stays ended');
  }
}
