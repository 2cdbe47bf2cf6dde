import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The journal: a chain of MACs that is only ever added to. */
export class Journal1795305610000 implements MigrationInterface {
  readonly name = 'Journal1795305610000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE journal (
        sequence bigint PRIMARY KEY CHECK (sequence > 0),
        epoch integer NOT NULL CHECK (epoch > 0),
        body text NOT NULL,
        stops bytea NOT NULL CHECK (length(stops) = 32),
        has_stops boolean NOT NULL,
        mac bytea NOT NULL CHECK (length(mac) = 32)
      )`);
    // A start reads the newest entries, and of the others those that stop something.
    await runner.query(`CREATE INDEX journal_stops ON journal (sequence) WHERE has_stops`);
    await runner.query(`GRANT SELECT, INSERT ON journal TO "sam"`);
  }

  async down(): Promise<void> {
    throw new Error('the journal is never taken back');
  }
}
