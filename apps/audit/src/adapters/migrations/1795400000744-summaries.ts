import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which summaries went out, and how obligations were judged. */
export class Summaries1795400000744 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE summary (
        kind text NOT NULL CHECK (kind IN ('daily', 'fortnightly')),
        period_from timestamptz NOT NULL,
        period_to timestamptz NOT NULL,
        recipients integer NOT NULL CHECK (recipients > 0),
        sent_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (kind, period_to)
      )`);
    await runner.query(`
      CREATE TABLE compliance_judgement (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        obligation text NOT NULL,
        verdict text NOT NULL CHECK (verdict IN ('success', 'failure', 'to-be-confirmed')),
        judged_by text NOT NULL,
        judged_at timestamptz NOT NULL,
        reason text NOT NULL,
        deadline timestamptz,
        CHECK (verdict <> 'to-be-confirmed' OR deadline IS NOT NULL)
      )`);
    await runner.query(`CREATE INDEX compliance_judgement_of ON compliance_judgement (obligation, number)`);
    await runner.query(`GRANT SELECT, INSERT ON summary, compliance_judgement TO "audit"`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE summary, compliance_judgement`);
  }
}
