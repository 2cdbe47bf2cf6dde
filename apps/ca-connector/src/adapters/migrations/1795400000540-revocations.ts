import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Revocations that were ordered, and those that authorities told of themselves. */
export class Revocations1795400000540 implements MigrationInterface {
  readonly name = 'Revocations1795400000540';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE revocation_order (
        credential_id text PRIMARY KEY,
        reason text NOT NULL,
        state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'revoked', 'void')),
        ordered_at timestamptz NOT NULL,
        next_try_at timestamptz NOT NULL,
        tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
        failure text
      )`);
    await runner.query(`CREATE INDEX revocation_order_due ON revocation_order (next_try_at) WHERE state = 'asked'`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (state, next_try_at, tries, failure) ON revocation_order TO "ca_connector"`);

    // Whose turn it is to look at one kind of an authority's statements, and what was wrong with the last.
    await runner.query(`
      CREATE TABLE status_turn (
        authority text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('crl', 'ocsp')),
        next_at timestamptz NOT NULL,
        failure text,
        believed_at timestamptz,
        PRIMARY KEY (authority, kind)
      )`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (next_at, failure, believed_at) ON status_turn TO "ca_connector"`);

    // What authorities certified, as their statements name it. Derived from certificate.
    await runner.query(`
      CREATE TABLE watched_certificate (
        request_id text PRIMARY KEY REFERENCES certificate_request,
        credential_id text NOT NULL,
        authority text NOT NULL,
        issuer text NOT NULL,
        serial_number text NOT NULL,
        fingerprint text NOT NULL,
        not_after timestamptz NOT NULL,
        next_at timestamptz NOT NULL
      )`);
    // What is not watched yet is looked for at every turn.
    await runner.query(`CREATE INDEX certificate_request_authority ON certificate_request (authority, request_id)`);
    await runner.query(`CREATE INDEX watched_certificate_authority ON watched_certificate (authority, next_at)`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (next_at) ON watched_certificate TO "ca_connector"`);

    // The newest list of each issuer: an older one is never believed again, and this one is the proof.
    await runner.query(`
      CREATE TABLE authority_list (
        authority text NOT NULL,
        issuer text NOT NULL,
        number numeric NOT NULL,
        this_update timestamptz NOT NULL,
        next_update timestamptz NOT NULL,
        crl bytea NOT NULL,
        PRIMARY KEY (authority, issuer)
      )`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (number, this_update, next_update, crl) ON authority_list TO "ca_connector"`);

    await runner.query(`
      CREATE TABLE noticed_revocation (
        request_id text PRIMARY KEY REFERENCES watched_certificate,
        revoked_at timestamptz NOT NULL,
        noticed_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'lifted')),
        next_try_at timestamptz NOT NULL,
        tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
        failure text
      )`);
    await runner.query(`CREATE INDEX noticed_revocation_due ON noticed_revocation (next_try_at) WHERE state = 'open'`);
    await runner.query(`
      GRANT SELECT, INSERT, UPDATE (revoked_at, noticed_at, state, next_try_at, tries, failure) ON noticed_revocation TO "ca_connector"`);
  }

  async down(): Promise<void> {
    throw new Error('what was revoked stays so');
  }
}
