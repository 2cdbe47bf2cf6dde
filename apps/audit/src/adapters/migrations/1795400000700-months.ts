import { auditEvent } from '@paraph/contracts';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { searchTerms } from '../../domain/search-terms.js';
import { termKey } from '../term-key.js';

const BATCH = 5_000;

/**
 * The texts of events, and the terms by which they are found, stand in partitions by month; place, kind, times and leaf hash of an event stay
 * in one table for ever. The runtime role begins a month, which only the clock of the database can have begin, and can end none: what retires a
 * month is its owner.
 */
export class Months1795400000700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await makeTables(runner);
    await makeMonths(runner);
    await moveWhatIsThere(runner);
    await runner.query(`ALTER TABLE event ALTER COLUMN outcome SET NOT NULL, ALTER COLUMN month SET NOT NULL, DROP COLUMN body`);
    await runner.query(`DROP INDEX IF EXISTS event_body, event_occurred_at, event_source_type`);
    await runner.query(`CREATE INDEX event_type ON event (type, position)`);
    await runner.query(`CREATE INDEX event_failure ON event (position) WHERE outcome = 'failure'`);
    await runner.query(`GRANT SELECT, INSERT ON event_text, event_term, event_span TO "audit"`);
    await runner.query(`GRANT SELECT ON log_month TO "audit"`);
    await runner.query(`GRANT EXECUTE ON FUNCTION begin_month() TO "audit"`);
  }

  async down(): Promise<void> {
    throw new Error('the event log is never taken back');
  }
}

async function makeTables(runner: QueryRunner): Promise<void> {
  await runner.query(`ALTER TABLE event ADD COLUMN outcome text CHECK (outcome IN ('success', 'failure')), ADD COLUMN month date`);
  await runner.query(
    `CREATE TABLE event_text (month date NOT NULL, position bigint NOT NULL, body text NOT NULL CHECK (jsonb_typeof(body::jsonb) = 'object'), PRIMARY KEY (month, position)) PARTITION BY LIST (month)`,
  );
  await runner.query(`CREATE TABLE event_term (month date NOT NULL, position bigint NOT NULL, term uuid NOT NULL) PARTITION BY LIST (month)`);
  await runner.query(`CREATE INDEX event_term_found ON event_term (term, position)`);
  await runner.query(
    `CREATE TABLE log_month (
      month date PRIMARY KEY CHECK (month = date_trunc('month', month)),
      first bigint NOT NULL CHECK (first >= 0),
      retired_at timestamptz,
      restored_at timestamptz
    )`,
  );
  // Of each whole stretch of 4,096 events the earliest and the latest: so is a time found in a log that is ordered by place.
  await runner.query(`CREATE TABLE event_span (index bigint PRIMARY KEY, earliest timestamptz NOT NULL, latest timestamptz NOT NULL)`);
  await runner.query(`ALTER TABLE event_log_size ADD COLUMN month date NOT NULL DEFAULT '-infinity'`);
}

/** Attached, not created in place: that waits for no reader, and no reader for it. */
async function makeMonths(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE FUNCTION make_month(wanted date) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE kept text; partition text;
    BEGIN
      FOREACH kept IN ARRAY ARRAY['event_text', 'event_term'] LOOP
        partition := kept || to_char(wanted, '_YYYY_MM');
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL, CHECK (month = %L))', partition, kept, wanted);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES IN (%L)', kept, partition, wanted);
      END LOOP;
    END $$`);
  await runner.query(`
    CREATE FUNCTION begin_month_of(wanted date) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    DECLARE counter event_log_size;
    BEGIN
      SELECT * INTO counter FROM event_log_size FOR UPDATE;
      IF counter.month >= wanted THEN RETURN; END IF;
      PERFORM make_month(wanted);
      INSERT INTO log_month (month, first) VALUES (wanted, counter.size);
      UPDATE event_log_size SET month = wanted;
    END $$`);
  await runner.query(`
    CREATE FUNCTION begin_month() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ SELECT begin_month_of(date_trunc('month', now() AT TIME ZONE 'UTC')::date) $$`);
  await runner.query(`REVOKE ALL ON FUNCTION make_month(date), begin_month_of(date), begin_month() FROM PUBLIC`);
}

async function moveWhatIsThere(runner: QueryRunner): Promise<void> {
  await runner.query(`
    UPDATE event SET outcome = body::jsonb ->> 'outcome', month = placed.month
    FROM (SELECT position, max(date_trunc('month', received_at AT TIME ZONE 'UTC')::date) OVER (ORDER BY position) AS month FROM event) AS placed
    WHERE placed.position = event.position`);
  await runner.query(`INSERT INTO log_month (month, first) SELECT month, min(position) FROM event GROUP BY month`);
  await runner.query(`SELECT make_month(month) FROM log_month ORDER BY month`);
  await runner.query(`UPDATE event_log_size SET month = coalesce((SELECT max(month) FROM log_month), month)`);
  await runner.query(`INSERT INTO event_text (month, position, body) SELECT month, position, body FROM event`);
  for (let after = -1; ;) {
    const sql = `SELECT month::text, position, body FROM event_text WHERE position > $1 ORDER BY position LIMIT ${BATCH}`;
    // The columns are those of the statement.
    const found = (await runner.query(sql, [after])) as { month: string; position: string; body: string }[];
    const terms = found.flatMap(({ month, position, body }) =>
      searchTerms(auditEvent.parse(JSON.parse(body))).map((term) => ({ month, position, term: termKey(term) })),
    );
    await runner.query(`INSERT INTO event_term (month, position, term) SELECT * FROM unnest($1::date[], $2::bigint[], $3::uuid[])`, [
      terms.map(({ month }) => month),
      terms.map(({ position }) => position),
      terms.map(({ term }) => term),
    ]);
    const last = found.at(-1);
    if (!last) return;
    after = Number(last.position);
  }
}
