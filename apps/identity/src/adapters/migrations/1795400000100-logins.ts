import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts for CSC's auth/login, the wrong tries at them, and the addresses they are used from. A password is kept as its argon2id hash,
 * a user name that was tried as a digest, since people type passwords where the user name belongs.
 */
export class Logins1795400000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE login_account (
        user_name text PRIMARY KEY,
        client_id text NOT NULL REFERENCES client (id),
        signer_id text NOT NULL REFERENCES signer (id),
        password_hash text NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE login_try (
        account text NOT NULL,
        address text NOT NULL,
        tries integer NOT NULL CHECK (tries >= 0),
        since timestamptz NOT NULL,
        PRIMARY KEY (account, address)
      )`);
    await runner.query(`CREATE INDEX login_try_since ON login_try (since)`);
    await runner.query(`
      CREATE TABLE login_familiar (
        account text NOT NULL,
        address text NOT NULL,
        last_at timestamptz NOT NULL,
        PRIMARY KEY (account, address)
      )`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (password_hash) ON login_account TO "identity"`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON login_try, login_familiar TO "identity"`);
  }

  async down(): Promise<void> {
    throw new Error('identities are never taken back');
  }
}
