import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What activations are found by (whose drafts wait, what was authorised with a credential), and digests the client adds later. */
export class EvidenceByPiece1795219100000 implements MigrationInterface {
  readonly name = 'EvidenceByPiece1795219100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE activation ADD COLUMN client_id text, ADD COLUMN credential_id text, ADD COLUMN opened_at timestamptz NOT NULL DEFAULT now(),
      ADD COLUMN extension text, ADD COLUMN extension_mac bytea`);
    await runner.query(`UPDATE activation SET client_id = draft::jsonb ->> 'clientId', credential_id = draft::jsonb ->> 'credentialId'`);
    await runner.query(`ALTER TABLE activation ALTER COLUMN client_id SET NOT NULL, ALTER COLUMN credential_id SET NOT NULL`);
    await runner.query(`GRANT UPDATE (extension, extension_mac) ON activation TO "sam"`);
    await runner.query(`CREATE INDEX activation_open_client ON activation (client_id) WHERE state = 'draft'`);
    await runner.query(`CREATE INDEX activation_credential ON activation (credential_id, opened_at DESC)`);
  }

  async down(): Promise<void> {
    throw new Error('the rows of before are not told apart from those of after');
  }
}
