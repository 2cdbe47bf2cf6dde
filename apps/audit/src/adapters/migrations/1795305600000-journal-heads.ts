import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the SAM's journal was, one row for each epoch. A row never goes back, whoever asks for it. */
export class JournalHeads1795305600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE journal_head (
        epoch integer PRIMARY KEY CHECK (epoch > 0),
        sequence bigint NOT NULL CHECK (sequence > 0),
        mac text NOT NULL,
        seal text NOT NULL,
        kept_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE FUNCTION journal_head_only_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.epoch <> OLD.epoch OR NEW.sequence <= OLD.sequence THEN RAISE EXCEPTION 'a head of the journal never goes back'; END IF;
        RETURN NEW;
      END $$`);
    await runner.query(`CREATE TRIGGER journal_head_only_goes_on BEFORE UPDATE ON journal_head FOR EACH ROW EXECUTE FUNCTION journal_head_only_goes_on()`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE (sequence, mac, seal, kept_at) ON journal_head TO "audit"`);
  }

  async down(): Promise<void> {
    throw new Error('a head of the journal is never forgotten');
  }
}
