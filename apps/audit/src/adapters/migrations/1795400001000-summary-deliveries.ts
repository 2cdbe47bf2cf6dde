import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has a summary already, while another recipient's way does not take it yet. By the identifier of the message, which is a digest: no address stands here. */
export class SummaryDeliveries1795400001000 implements MigrationInterface {
  readonly name = 'SummaryDeliveries1795400001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE summary_delivery (
        kind text NOT NULL CHECK (kind IN ('daily', 'fortnightly')),
        period_to timestamptz NOT NULL,
        message_id text NOT NULL,
        taken_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (kind, period_to, message_id)
      )`);
    await runner.query(`GRANT SELECT, INSERT ON summary_delivery TO "audit"`);
  }

  async down(): Promise<void> {
    throw new Error('what went out is not forgotten');
  }
}
