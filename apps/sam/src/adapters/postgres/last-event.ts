import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';

/** When the newest event happened that this database knows; 1970 if there is none. */
export async function lastEventAt(database: DataSource): Promise<Date> {
  const [row] = await rows<{ readonly at: string }>(database, `SELECT body::jsonb ->> 'occurredAt' AS at FROM event_outbox ORDER BY sequence DESC LIMIT 1`);
  return new Date(row?.at ?? 0);
}
