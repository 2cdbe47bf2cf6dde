import { createOutbox } from '@paraph/platform/migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Credentials, from their request to the record of their end, and the events. */
export class Credentials1795219200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE credential (
        id text PRIMARY KEY,
        signer_id text NOT NULL,
        subscriber_id text NOT NULL,
        algorithm text NOT NULL,
        policy_id text NOT NULL,
        provider text NOT NULL,
        description text NOT NULL,
        created_at timestamptz NOT NULL,
        state text NOT NULL
          CHECK (state IN ('requested', 'keyed', 'certified', 'active', 'suspended', 'expired', 'revoked', 'destroying', 'destroyed')),
        version integer NOT NULL CHECK (version > 0),
        touched_at timestamptz NOT NULL,
        enrolment_id text UNIQUE,
        multisign integer CHECK (multisign > 0),
        enrolment_expires_at timestamptz,
        evidence_digest text,
        request_id text UNIQUE,
        csr text,
        evidence_issuer text,
        evidence_subject text,
        certificates jsonb,
        valid_from timestamptz,
        valid_to timestamptz,
        failure text,
        CHECK (num_nulls(enrolment_id, multisign, enrolment_expires_at) IN (0, 3)),
        CHECK (num_nulls(evidence_digest, request_id) IN (0, 2)),
        CHECK (num_nulls(csr, evidence_issuer, evidence_subject) IN (0, 3)),
        CHECK (num_nulls(valid_from, valid_to) IN (0, 2)),
        CHECK (enrolment_id IS NOT NULL OR state IN ('requested', 'destroying', 'destroyed')),
        CHECK (certificates IS NOT NULL OR state IN ('requested', 'keyed', 'destroying', 'destroyed')),
        CHECK (valid_to IS NOT NULL OR state IN ('requested', 'keyed', 'certified', 'destroying', 'destroyed'))
      )`);
    await runner.query(`CREATE INDEX credential_holder ON credential (signer_id, subscriber_id, created_at)`);
    await runner.query(`CREATE INDEX credential_on_its_way ON credential (touched_at) WHERE state IN ('requested', 'keyed', 'certified', 'destroying')`);
    await runner.query(`GRANT SELECT, INSERT ON credential TO "key_lifecycle"`);
    await runner.query(`
      GRANT UPDATE (state, version, touched_at, enrolment_id, multisign, enrolment_expires_at, evidence_digest, request_id, csr,
        evidence_issuer, evidence_subject, certificates, valid_from, valid_to, failure) ON credential TO "key_lifecycle"`);
    await createOutbox(runner, 'key_lifecycle');
  }

  async down(): Promise<void> {
    throw new Error('the record of keys is never taken back');
  }
}
