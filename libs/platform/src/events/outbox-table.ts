import type { QueryRunner } from 'typeorm';

/**
 * Makes the outbox of a service: one row per event, written in the transaction of the act it tells of, and the counter
 * that gives each its place and knows up to where audit has them. To be called by the service's first migration.
 *
 * @param role the runtime role, which may add events and mark them sent, and change nothing else
 */
export async function createOutbox(runner: QueryRunner, role: string): Promise<void> {
  await runner.query(`
    CREATE TABLE event_outbox (
      id text PRIMARY KEY,
      sequence bigint NOT NULL UNIQUE CHECK (sequence > 0),
      type text NOT NULL,
      body text NOT NULL,
      published_at timestamptz
    )`);
  await runner.query(`CREATE INDEX event_outbox_unpublished ON event_outbox (sequence) WHERE published_at IS NULL`);
  await runner.query(
    `CREATE TABLE event_sequence (singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton), last bigint NOT NULL, confirmed bigint NOT NULL DEFAULT 0)`,
  );
  await runner.query(`INSERT INTO event_sequence (last) VALUES (0)`);
  await runner.query(`GRANT SELECT, INSERT ON event_outbox TO "${role}"`);
  await runner.query(`GRANT UPDATE (published_at) ON event_outbox TO "${role}"`);
  await runner.query(`GRANT SELECT, UPDATE (last, confirmed) ON event_sequence TO "${role}"`);
}
