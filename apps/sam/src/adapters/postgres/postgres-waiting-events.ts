import { rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import { WaitingEvents, type Waiting } from '../../domain/log-path/log-path.js';

/** The outbox as it stands: numbers run without a gap, so that two of them say how many wait. */
export class PostgresWaitingEvents extends WaitingEvents {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async measure(): Promise<Waiting> {
    const [row] = await rows<{ readonly count: string; readonly since: string | null }>(
      this.database,
      `SELECT last - confirmed AS count,
         (SELECT body::jsonb ->> 'occurredAt' FROM event_outbox WHERE sequence > confirmed ORDER BY sequence LIMIT 1) AS since
       FROM event_sequence`,
    );
    return { count: Number(row?.count ?? 0), since: typeof row?.since === 'string' ? new Date(row.since) : undefined };
  }
}
