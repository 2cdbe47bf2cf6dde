import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the authority keys last signed, under MACs; revocations as a chain; the time-stamping unit's certificate. */
export class AuthorityState1795219300000 implements MigrationInterface {
  readonly name = 'AuthorityState1795219300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE authority_state (
        kind text NOT NULL CHECK (kind IN ('tree-head', 'timestamp', 'revocations')),
        id text NOT NULL,
        version bigint NOT NULL CHECK (version > 0),
        body text NOT NULL,
        mac bytea NOT NULL,
        PRIMARY KEY (kind, id)
      )`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (version, body, mac) ON authority_state TO "sam"`);

    // A revocation of before is in no chain: an authority that has one composes nothing about it any more.
    await runner.query(`ALTER TABLE certificate_revocation ADD COLUMN issuer text, ADD COLUMN ordinal integer CHECK (ordinal > 0)`);
    await runner.query(`
      UPDATE certificate_revocation SET issuer = placed.issuer, ordinal = placed.ordinal FROM (
        SELECT serial_number, i.issuer, row_number() OVER (PARTITION BY i.issuer ORDER BY revoked_at, serial_number) AS ordinal
        FROM certificate_revocation JOIN issued_certificate i USING (serial_number)
      ) placed WHERE certificate_revocation.serial_number = placed.serial_number`);
    await runner.query(`ALTER TABLE certificate_revocation ALTER COLUMN issuer SET NOT NULL, ALTER COLUMN ordinal SET NOT NULL`);
    await runner.query(`CREATE UNIQUE INDEX certificate_revocation_place ON certificate_revocation (issuer, ordinal)`);

    await runner.query(`ALTER TABLE certificate_intent DROP CONSTRAINT certificate_intent_kind_check`);
    await runner.query(`
      ALTER TABLE certificate_intent ADD CONSTRAINT certificate_intent_kind_check CHECK (kind IN ('root', 'issuing', 'ocsp', 'timestamp', 'signer'))`);
  }

  async down(): Promise<void> {
    throw new Error('what was signed is not forgotten');
  }
}
