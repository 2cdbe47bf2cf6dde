import type { QueryRunner } from 'typeorm';

/**
 * Makes the table of a service's rounds: when each is due, and who is at it. To be called by a migration of the service.
 *
 * @param role the runtime role, which may add rounds and move them on, and forget none
 */
export async function createRounds(runner: QueryRunner, role: string): Promise<void> {
  await runner.query(`
    CREATE TABLE round (
      name text PRIMARY KEY,
      due_at timestamptz NOT NULL,
      holder text,
      held_until timestamptz,
      CHECK (num_nulls(holder, held_until) IN (0, 2))
    )`);
  await runner.query(`GRANT SELECT, INSERT ON round TO "${role}"`);
  await runner.query(`GRANT UPDATE (due_at, holder, held_until) ON round TO "${role}"`);
}
