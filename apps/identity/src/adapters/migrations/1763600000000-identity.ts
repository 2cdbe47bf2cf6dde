import { createOutbox } from '@paraph/platform/migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who uses the service, by which identity each signer is known, the course of each authorisation, and the authorisation
 * server's objects. No column holds a secret, token, code or cookie: digests stand for them.
 */
export class Identity1763600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await directory(runner);
    await protocol(runner);
    await createOutbox(runner, 'identity');
  }

  async down(): Promise<void> {
    throw new Error('identities are never taken back');
  }
}

async function directory(runner: QueryRunner): Promise<void> {
  await runner.query(`CREATE TABLE subscriber (id text PRIMARY KEY, name text NOT NULL, created_at timestamptz NOT NULL DEFAULT now())`);
  await runner.query(`
    CREATE TABLE client (
      id text PRIMARY KEY,
      subscriber_id text NOT NULL REFERENCES subscriber (id),
      name text NOT NULL,
      redirect_uris jsonb NOT NULL,
      authentication_method text NOT NULL CHECK (authentication_method IN ('client_secret', 'private_key_jwt')),
      secret_digest text,
      keys jsonb,
      created_at timestamptz NOT NULL DEFAULT now(),
      CHECK ((authentication_method = 'client_secret') = (secret_digest IS NOT NULL)),
      CHECK ((authentication_method = 'private_key_jwt') = (keys IS NOT NULL))
    )`);
  await runner.query(`
    CREATE TABLE signer (
      id text PRIMARY KEY,
      subscriber_id text NOT NULL REFERENCES subscriber (id),
      name text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    )`);
  await runner.query(`
    CREATE TABLE signer_identity (
      signer_id text NOT NULL REFERENCES signer (id),
      issuer text NOT NULL,
      subject text NOT NULL,
      linked_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (signer_id, issuer, subject)
    )`);
  await runner.query(`CREATE INDEX signer_identity_subject ON signer_identity (issuer, subject)`);
  await runner.query(`GRANT SELECT, INSERT ON subscriber, client, signer, signer_identity TO "identity"`);
}

async function protocol(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE authorisation (
      id text PRIMARY KEY,
      interaction_digest text NOT NULL,
      client_id text NOT NULL REFERENCES client (id),
      scope text NOT NULL CHECK (scope IN ('service', 'credential')),
      state text NOT NULL CHECK (state IN ('open', 'collecting', 'approved', 'ended')),
      activation_id text UNIQUE,
      challenge text,
      grant_id text UNIQUE,
      signer_id text REFERENCES signer (id),
      credential_id text,
      opened_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )`);
  await runner.query(`CREATE INDEX authorisation_interaction ON authorisation (interaction_digest, opened_at)`);
  await runner.query(`
    CREATE TABLE protocol_object (
      kind text NOT NULL,
      digest text NOT NULL,
      payload jsonb NOT NULL,
      grant_id text,
      expires_at timestamptz NOT NULL,
      consumed_at timestamptz,
      revoked_at timestamptz,
      PRIMARY KEY (kind, digest)
    )`);
  await runner.query(`CREATE INDEX protocol_object_grant ON protocol_object (grant_id, kind) WHERE grant_id IS NOT NULL`);
  await runner.query(`CREATE INDEX protocol_object_expiry ON protocol_object (expires_at)`);
  await runner.query(`GRANT SELECT, INSERT ON authorisation TO "identity"`);
  await runner.query(`GRANT UPDATE (state, grant_id, signer_id, credential_id) ON authorisation TO "identity"`);
  await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON protocol_object TO "identity"`);
}
