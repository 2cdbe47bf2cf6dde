import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Operators, their passkeys, roles, sign-ins and sessions. Of invitations, devices and sessions only digests are kept. Rows are ended and not
 * deleted, but for sign-ins and sessions that are long over.
 */
export class Operators1795400000650 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE operator (
        id text PRIMARY KEY,
        name text NOT NULL,
        issuer text NOT NULL,
        subject text NOT NULL,
        created_at timestamptz NOT NULL,
        ended_at timestamptz
      )`);
    await runner.query(`CREATE UNIQUE INDEX operator_account ON operator (issuer, subject) WHERE ended_at IS NULL`);
    await runner.query(`
      CREATE TABLE operator_invitation (
        digest text PRIMARY KEY,
        operator_id text NOT NULL UNIQUE REFERENCES operator (id),
        challenge text NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      )`);
    await runner.query(`
      CREATE TABLE operator_passkey (
        id text PRIMARY KEY,
        operator_id text NOT NULL UNIQUE REFERENCES operator (id),
        public_key text NOT NULL,
        sign_count bigint NOT NULL CHECK (sign_count >= 0)
      )`);
    await runner.query(`
      CREATE TABLE operator_role (
        proposal_id text PRIMARY KEY,
        operator_id text NOT NULL REFERENCES operator (id),
        role text NOT NULL,
        granted_at timestamptz NOT NULL,
        withdrawn_at timestamptz
      )`);
    await runner.query(`CREATE UNIQUE INDEX operator_role_held ON operator_role (operator_id, role) WHERE withdrawn_at IS NULL`);
    await runner.query(`
      CREATE TABLE operator_sign_in (
        code text PRIMARY KEY,
        device_digest text NOT NULL UNIQUE,
        challenge text NOT NULL,
        begun_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        operator_id text REFERENCES operator (id),
        redeemed_at timestamptz
      )`);
    await runner.query(`
      CREATE TABLE operator_session (
        digest text PRIMARY KEY,
        operator_id text NOT NULL REFERENCES operator (id),
        opened_at timestamptz NOT NULL,
        last_used_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        ended_at timestamptz
      )`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (ended_at) ON operator TO "identity"`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (used_at) ON operator_invitation TO "identity"`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (sign_count) ON operator_passkey TO "identity"`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (withdrawn_at) ON operator_role TO "identity"`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (operator_id, redeemed_at), DELETE ON operator_sign_in TO "identity"`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (last_used_at, ended_at), DELETE ON operator_session TO "identity"`);
  }

  async down(): Promise<void> {
    throw new Error('identities are never taken back');
  }
}
