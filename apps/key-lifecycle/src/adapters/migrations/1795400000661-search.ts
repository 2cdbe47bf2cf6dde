import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What operators look for credentials by, and what was recorded of each. */
export class Search1795400000661 implements MigrationInterface {
  readonly name = 'Search1795400000661';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX credential_newest ON credential (created_at, id)`);
    await runner.query(`CREATE INDEX credential_of_subscriber ON credential (subscriber_id, created_at, id)`);
    await runner.query(`CREATE INDEX credential_in_state ON credential (state, created_at, id)`);
    await runner.query(`CREATE INDEX event_of_credential ON event_outbox ((body::jsonb -> 'particulars' ->> 'credentialId'), sequence)`);
  }

  async down(): Promise<void> {
    throw new Error('the record of keys is never taken back');
  }
}
