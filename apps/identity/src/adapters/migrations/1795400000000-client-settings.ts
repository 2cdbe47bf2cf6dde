import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the operator decided about each client, and two more ways for it to prove itself: by a certificate of its own (RFC 8705), or not
 * at all, as a public client whose tokens are bound to a key (RFC 9449).
 */
export class ClientSettings1795400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE client ADD COLUMN certificates jsonb`);
    // What is left out of the settings has its safe default when it is read: so have clients from before.
    await runner.query(`ALTER TABLE client ADD COLUMN settings jsonb NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE client DROP CONSTRAINT client_authentication_method_check`);
    await runner.query(`
      ALTER TABLE client ADD CONSTRAINT client_authentication_method_check
        CHECK (authentication_method IN ('client_secret', 'private_key_jwt', 'self_signed_tls_client_auth', 'none'))`);
    await runner.query(`
      ALTER TABLE client ADD CONSTRAINT client_certificates_check
        CHECK ((authentication_method = 'self_signed_tls_client_auth') = (certificates IS NOT NULL))`);
  }

  async down(): Promise<void> {
    throw new Error('clients are never taken back');
  }
}
