import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Clients whose operators change what was decided about them, or end them; and lists by name, whatever the case of its letters. */
export class EndedClients1795400000660 implements MigrationInterface {
  readonly name = 'EndedClients1795400000660';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE client ADD COLUMN ended_at timestamptz`);
    await runner.query(`GRANT UPDATE (redirect_uris, settings, ended_at) ON client TO "identity"`);
    for (const table of ['subscriber', 'client', 'signer']) await runner.query(`CREATE INDEX ${table}_by_name ON ${table} ((lower(name) COLLATE "C"), id)`);
    for (const table of ['client', 'signer'])
      await runner.query(`CREATE INDEX ${table}_of_subscriber ON ${table} (subscriber_id, (lower(name) COLLATE "C"), id)`);
  }

  async down(): Promise<void> {
    throw new Error('clients are never taken back');
  }
}
