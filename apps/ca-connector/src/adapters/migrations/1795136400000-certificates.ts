import { createOutbox } from '@paraph/platform/migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests, the certificates that came of them, and what is published. */
export class Certificates1795136400000 implements MigrationInterface {
  readonly name = 'Certificates1795136400000';

  async up(runner: QueryRunner): Promise<void> {
    await createOutbox(runner, 'ca_connector');

    await runner.query(`
      CREATE TABLE certificate_request (
        request_id text PRIMARY KEY,
        credential_id text NOT NULL,
        csr bytea NOT NULL,
        requested_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`GRANT SELECT, INSERT ON certificate_request TO "ca_connector"`);

    await runner.query(`
      CREATE TABLE certificate (
        request_id text PRIMARY KEY REFERENCES certificate_request,
        fingerprint text NOT NULL,
        certificate bytea NOT NULL,
        chain bytea[] NOT NULL CHECK (cardinality(chain) > 0),
        issued_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE INDEX certificate_fingerprint ON certificate (fingerprint)`);
    await runner.query(`GRANT SELECT, INSERT ON certificate TO "ca_connector"`);

    // What stood under a public address and since when. Nothing published is changed afterwards.
    await runner.query(`
      CREATE TABLE published_authority (
        authority text NOT NULL CHECK (authority IN ('root', 'issuing')),
        certificate bytea NOT NULL,
        published_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (authority, certificate)
      )`);
    await runner.query(`
      CREATE TABLE published_crl (
        authority text NOT NULL CHECK (authority IN ('root', 'issuing')),
        number bigint NOT NULL CHECK (number > 0),
        crl bytea NOT NULL,
        this_update timestamptz NOT NULL,
        next_update timestamptz NOT NULL,
        published_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (authority, number)
      )`);
    await runner.query(`GRANT SELECT, INSERT ON published_authority, published_crl TO "ca_connector"`);
  }

  async down(): Promise<void> {
    throw new Error('what was issued and published is not taken back');
  }
}
