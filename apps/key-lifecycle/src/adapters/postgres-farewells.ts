import { newId } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { Farewells, type Farewell, type FarewellEnd } from '../domain/endings/tell-service-end.js';

interface FarewellRow {
  readonly subscriber_id: string;
  readonly message_id: string;
  readonly tries: number;
}

/** Farewells in PostgreSQL. */
export class PostgresFarewells extends Farewells {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async plan(now: Date): Promise<void> {
    const missing = await rows<{ subscriber_id: string }>(
      this.database,
      `SELECT DISTINCT subscriber_id FROM credential c WHERE state IN ('active', 'suspended')
       AND NOT EXISTS (SELECT 1 FROM farewell f WHERE f.subscriber_id = c.subscriber_id)`,
      [],
    );
    const subscribers = missing.map((row) => row.subscriber_id);
    const messages = subscribers.map(() => newId('msg'));
    await this.database.query(
      `INSERT INTO farewell (subscriber_id, message_id, state, next_try_at)
       SELECT subscriber_id, message_id, 'due', $3 FROM unnest($1::text[], $2::text[]) AS planned (subscriber_id, message_id) ON CONFLICT DO NOTHING`,
      [subscribers, messages, now],
    );
  }

  override async due(now: Date, limit: number): Promise<readonly Farewell[]> {
    const found = await rows<FarewellRow>(
      this.database,
      `SELECT subscriber_id, message_id, tries FROM farewell WHERE state = 'due' AND next_try_at <= $1 ORDER BY next_try_at, subscriber_id LIMIT $2`,
      [now, limit],
    );
    return found.map(({ subscriber_id: subscriberId, message_id: messageId, tries }) => ({ subscriberId, messageId, tries }));
  }

  override async settle({ subscriberId }: Farewell, end: FarewellEnd): Promise<void> {
    const nextTryAt = end.state === 'due' ? end.nextTryAt : null;
    const sql = `UPDATE farewell SET state = $2, tries = tries + 1, next_try_at = coalesce($3, next_try_at) WHERE subscriber_id = $1 AND state = 'due'`;
    await this.database.query(sql, [subscriberId, end.state, nextTryAt]);
  }
}
