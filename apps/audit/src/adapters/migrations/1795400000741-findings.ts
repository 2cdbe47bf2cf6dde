import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Comparisons of the log with itself, and what they found. What a finding says stands for ever; the runtime role can only move its state on, and each
 * move is an event of the log too.
 */
export class Findings1795400000741 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE reconciliation (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        reconciliation_id text NOT NULL UNIQUE,
        period_from timestamptz NOT NULL,
        period_to timestamptz NOT NULL,
        asked_by text NOT NULL,
        started_at timestamptz NOT NULL,
        finished_at timestamptz NOT NULL,
        figures jsonb NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE reconciliation_order (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        reconciliation_id text NOT NULL UNIQUE,
        period_from timestamptz NOT NULL,
        period_to timestamptz NOT NULL,
        asked_by text NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE finding (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        finding_id text NOT NULL UNIQUE,
        reconciliation_id text NOT NULL,
        rule text NOT NULL,
        subject text NOT NULL,
        position bigint NOT NULL,
        opened_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'explained', 'closed')),
        explanation jsonb,
        closing jsonb,
        CHECK (state <> 'explained' OR explanation IS NOT NULL),
        CHECK ((state = 'closed') = (closing IS NOT NULL))
      )`);
    // What is so no more may be so again; what a person closed stays closed.
    await runner.query(`CREATE UNIQUE INDEX finding_of ON finding (rule, subject) WHERE closing IS NULL OR closing ? 'by'`);
    await runner.query(`CREATE INDEX finding_state ON finding (state, number)`);
    await runner.query(`CREATE INDEX finding_reconciliation ON finding (reconciliation_id, number)`);
    await runner.query(`GRANT SELECT, INSERT ON reconciliation, reconciliation_order, finding TO "audit"`);
    await runner.query(`GRANT UPDATE (state, explanation, closing) ON finding TO "audit"`);
  }

  async down(): Promise<void> {
    throw new Error('what was found is never forgotten');
  }
}
