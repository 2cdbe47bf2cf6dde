import { createOutbox } from '@paraph/platform/migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Outbox, trust records, wrapped keys, activations with their signing journal, and evidence under way and used. */
export class FirstTables1795132800000 implements MigrationInterface {
  readonly name = 'FirstTables1795132800000';

  async up(runner: QueryRunner): Promise<void> {
    await createOutbox(runner, 'sam');

    await runner.query(`
      CREATE TABLE trust_record (
        kind text NOT NULL,
        id text NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        body text NOT NULL,
        mac bytea NOT NULL,
        PRIMARY KEY (kind, id)
      )`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (version, body, mac) ON trust_record TO "sam"`);

    await runner.query(`
      CREATE TABLE signing_key (
        key_id text PRIMARY KEY,
        purpose text NOT NULL,
        algorithm text NOT NULL,
        public_key bytea NOT NULL,
        blob bytea NOT NULL,
        token_family text NOT NULL,
        kek_generation integer NOT NULL,
        mac bytea NOT NULL
      )`);
    await runner.query(`CREATE UNIQUE INDEX signing_key_authority ON signing_key (purpose) WHERE purpose <> 'signer'`);
    await runner.query(`GRANT SELECT, INSERT, DELETE ON signing_key TO "sam"`);

    // One row per activation: the draft and the completion are sealed texts; state and occurrences change under a row lock.
    await runner.query(`
      CREATE TABLE activation (
        activation_id text PRIMARY KEY,
        draft text NOT NULL,
        draft_mac bytea NOT NULL,
        completion text,
        completion_mac bytea,
        state text NOT NULL CHECK (state IN ('draft', 'completed', 'issued', 'abandoned')),
        occurrences text NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (completion, completion_mac, state, occurrences) ON activation TO "sam"`);

    await runner.query(`
      CREATE TABLE signing_attempt (
        attempt_id text PRIMARY KEY,
        activation_id text NOT NULL REFERENCES activation,
        request_digest text NOT NULL,
        state text NOT NULL CHECK (state IN ('intended', 'made', 'released', 'burned')),
        cause text,
        signatures text[],
        intended_at timestamptz NOT NULL,
        ended_at timestamptz
      )`);
    await runner.query(`CREATE INDEX signing_attempt_intended ON signing_attempt (intended_at) WHERE state = 'intended'`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (state, cause, signatures, ended_at) ON signing_attempt TO "sam"`);

    await runner.query(`CREATE TABLE evidence_exchange (reference text PRIMARY KEY, code_verifier text NOT NULL, released_at timestamptz)`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (released_at) ON evidence_exchange TO "sam"`);

    await runner.query(`CREATE TABLE used_evidence (evidence_digest text PRIMARY KEY, reference text NOT NULL, used_at timestamptz NOT NULL DEFAULT now())`);
    await runner.query(`GRANT SELECT, INSERT ON used_evidence TO "sam"`);
  }

  async down(): Promise<void> {
    throw new Error('trust records are not taken back');
  }
}
