import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Credentials that go on: renewals of one credential, the one that a rekey replaces, and who was told what. */
export class RenewalsAndNotices1795400000641 implements MigrationInterface {
  readonly name = 'RenewalsAndNotices1795400000641';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE credential ADD COLUMN replaces_id text REFERENCES credential`);
    await runner.query(`
      CREATE TABLE renewal (
        enrolment_id text PRIMARY KEY,
        credential_id text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('renewal', 'update')),
        state text NOT NULL CHECK (state IN ('open', 'accepted', 'certified', 'done', 'failed')),
        version integer NOT NULL CHECK (version > 0),
        created_at timestamptz NOT NULL,
        touched_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        evidence_digest text,
        request_id text UNIQUE,
        csr text,
        evidence_issuer text,
        evidence_subject text,
        certificates jsonb,
        failure text,
        CHECK (num_nulls(evidence_digest, request_id) IN (0, 2)),
        CHECK (num_nulls(csr, evidence_issuer, evidence_subject) IN (0, 3)),
        CHECK (csr IS NOT NULL OR state IN ('open', 'failed')),
        CHECK (certificates IS NOT NULL OR state NOT IN ('certified', 'done'))
      )`);
    await runner.query(`CREATE INDEX renewal_credential ON renewal (credential_id)`);
    await runner.query(`CREATE INDEX renewal_on_its_way ON renewal (touched_at) WHERE state IN ('open', 'accepted', 'certified')`);
    await runner.query(`GRANT SELECT, INSERT ON renewal TO "key_lifecycle"`);
    await runner.query(`
      GRANT UPDATE (state, version, touched_at, evidence_digest, request_id, csr, evidence_issuer, evidence_subject, certificates, failure)
        ON renewal TO "key_lifecycle"`);

    // One row for each certificate, each number of days before its end, and each of those who are told: nobody is told twice.
    await runner.query(`
      CREATE TABLE notice (
        credential_id text NOT NULL,
        valid_to timestamptz NOT NULL,
        days integer NOT NULL,
        recipient text NOT NULL CHECK (recipient IN ('signer', 'subscriber')),
        subscriber_id text NOT NULL,
        -- What is told to one mailbox at once, and again under the same name until it is taken.
        letter_id text,
        state text NOT NULL CHECK (state IN ('due', 'sent', 'nobody', 'failed')),
        tries integer NOT NULL DEFAULT 0,
        next_try_at timestamptz NOT NULL,
        PRIMARY KEY (credential_id, valid_to, days, recipient)
      )`);
    await runner.query(`CREATE INDEX notice_due ON notice (next_try_at) WHERE state = 'due'`);
    await runner.query(`CREATE INDEX notice_letter ON notice (letter_id) WHERE state = 'due'`);
    await runner.query(`CREATE INDEX credential_ending ON credential (valid_to) WHERE state = 'active'`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (letter_id, state, tries, next_try_at) ON notice TO "key_lifecycle"`);
  }

  async down(): Promise<void> {
    throw new Error('the record of keys is never taken back');
  }
}
