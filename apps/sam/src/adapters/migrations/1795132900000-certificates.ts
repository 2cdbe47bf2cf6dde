import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Enrolments, and what the embedded authorities issued, revoked and numbered. */
export class Certificates1795132900000 implements MigrationInterface {
  readonly name = 'Certificates1795132900000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE enrolment (
        enrolment_id text PRIMARY KEY,
        credential_id text NOT NULL UNIQUE,
        draft text NOT NULL,
        mac bytea NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'accepted', 'bound', 'abandoned'))
      )`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (state) ON enrolment TO "sam"`);

    // What was about to be signed. Without a row below it, nothing came of it.
    await runner.query(`
      CREATE TABLE certificate_intent (
        serial_number text PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('root', 'issuing', 'ocsp', 'signer')),
        issuer text NOT NULL CHECK (issuer IN ('root', 'issuing')),
        credential_id text CHECK ((credential_id IS NOT NULL) = (kind = 'signer')),
        valid_from timestamptz NOT NULL,
        valid_to timestamptz NOT NULL,
        intended_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`GRANT SELECT, INSERT ON certificate_intent TO "sam"`);

    await runner.query(`
      CREATE TABLE issued_certificate (
        serial_number text PRIMARY KEY REFERENCES certificate_intent,
        kind text NOT NULL,
        issuer text NOT NULL,
        credential_id text,
        valid_to timestamptz NOT NULL,
        certificate bytea NOT NULL,
        issued_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE UNIQUE INDEX issued_certificate_credential ON issued_certificate (credential_id) WHERE kind = 'signer'`);
    await runner.query(`CREATE UNIQUE INDEX issued_certificate_authority ON issued_certificate (kind) WHERE kind IN ('root', 'issuing')`);
    await runner.query(`GRANT SELECT, INSERT ON issued_certificate TO "sam"`);

    // A revocation is never taken back: no right to change or delete one.
    await runner.query(`
      CREATE TABLE certificate_revocation (
        serial_number text PRIMARY KEY REFERENCES issued_certificate,
        revoked_at timestamptz NOT NULL,
        reason text NOT NULL CHECK (reason IN ('unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation', 'privilegeWithdrawn'))
      )`);
    await runner.query(`GRANT SELECT, INSERT ON certificate_revocation TO "sam"`);

    await runner.query(`CREATE TABLE revocation_list (issuer text PRIMARY KEY, last_number bigint NOT NULL)`);
    await runner.query(`INSERT INTO revocation_list (issuer, last_number) VALUES ('root', 0), ('issuing', 0)`);
    await runner.query(`GRANT SELECT, UPDATE (last_number) ON revocation_list TO "sam"`);
  }

  async down(): Promise<void> {
    throw new Error('what was issued and revoked is not taken back');
  }
}
