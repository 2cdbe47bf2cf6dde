import { createOutbox } from '@paraph/platform/migration';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The log. Each event is a leaf of the RFC 9162 tree that comes later, with its hash from the start, so that no history is
 * rewritten then. Append-only by rights: the runtime role can neither change nor delete an event.
 */
export class EventLog1763600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE event (
        position bigint PRIMARY KEY CHECK (position >= 0),
        id text NOT NULL,
        source text NOT NULL,
        sequence bigint NOT NULL CHECK (sequence > 0),
        type text NOT NULL,
        occurred_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now(),
        body text NOT NULL,
        leaf_hash bytea NOT NULL CHECK (length(leaf_hash) = 32),
        UNIQUE (source, id),
        UNIQUE (source, sequence)
      )`);
    await runner.query(`CREATE INDEX event_occurred_at ON event (occurred_at)`);
    await runner.query(`CREATE INDEX event_source_type ON event (source, type, position)`);
    await runner.query(`CREATE INDEX event_body ON event USING gin ((body::jsonb) jsonb_path_ops)`);
    await runner.query(`CREATE TABLE event_log_size (singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton), size bigint NOT NULL)`);
    await runner.query(`INSERT INTO event_log_size (size) VALUES (0)`);
    await runner.query(`
      CREATE TABLE refused_message (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        source text NOT NULL,
        body text NOT NULL,
        reason text NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`GRANT SELECT, INSERT ON event, refused_message TO "audit"`);
    await runner.query(`GRANT SELECT, UPDATE (size) ON event_log_size TO "audit"`);
    await createOutbox(runner, 'audit');
  }

  async down(): Promise<void> {
    throw new Error('the event log is never taken back');
  }
}
