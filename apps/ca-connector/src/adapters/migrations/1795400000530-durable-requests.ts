import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each request has its authority and its progress: what an authority has not answered is asked again after a restart. */
export class DurableRequests1795400000530 implements MigrationInterface {
  readonly name = 'DurableRequests1795400000530';

  async up(runner: QueryRunner): Promise<void> {
    // Before this there was one authority, and the SAM knew the policy by itself.
    await runner.query(`ALTER TABLE certificate_request ADD policy_id text NOT NULL DEFAULT '', ADD authority text NOT NULL DEFAULT 'embedded'`);
    await runner.query(`ALTER TABLE certificate_request ALTER policy_id DROP DEFAULT, ALTER authority DROP DEFAULT`);
    await runner.query(`CREATE INDEX certificate_request_credential ON certificate_request (credential_id)`);

    await runner.query(`
      CREATE TABLE certificate_progress (
        request_id text PRIMARY KEY REFERENCES certificate_request,
        authority text NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'waiting', 'answered', 'refused')),
        reference text CHECK (length(reference) <= 8000),
        failures integer NOT NULL DEFAULT 0,
        last_failure text,
        reason text,
        next_try timestamptz NOT NULL,
        leased_until timestamptz,
        CHECK ((state = 'waiting') = (reference IS NOT NULL)),
        CHECK ((state = 'refused') = (reason IS NOT NULL))
      )`);
    await runner.query(`CREATE INDEX certificate_progress_due ON certificate_progress (authority, next_try) WHERE state IN ('open', 'waiting')`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE ON certificate_progress TO "ca_connector"`);
    await runner.query(`
      INSERT INTO certificate_progress (request_id, authority, state, next_try)
      SELECT request_id, 'embedded', CASE WHEN certificate.request_id IS NULL THEN 'open' ELSE 'answered' END, now()
      FROM certificate_request LEFT JOIN certificate USING (request_id)`);
  }

  async down(): Promise<void> {
    throw new Error('what an authority was asked for is not forgotten');
  }
}
