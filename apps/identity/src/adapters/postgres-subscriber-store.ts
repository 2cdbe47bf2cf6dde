import { inTransaction, type Outbox, rows, rowsAlone } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import type { IdentityEvent } from '../domain/ports/events.js';
import { SubscriberStore, type Subscriber } from '../domain/ports/subscriber-store.js';

/** Subscribers in PostgreSQL. */
export class PostgresSubscriberStore extends SubscriberStore {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'identity'>,
  ) {
    super();
  }

  override async add({ id, name, contactEmail }: Subscriber, event: IdentityEvent): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      await transaction.query(`INSERT INTO subscriber (id, name, contact_email) VALUES ($1, $2, $3)`, [id, name, contactEmail ?? null]);
      await this.outbox.record(transaction, event);
    });
  }

  override async exists(id: string): Promise<boolean> {
    return (await rowsAlone(this.database, `SELECT 1 FROM subscriber WHERE id = $1`, [id])).length > 0;
  }

  override async changeContact(id: string, contactEmail: string | undefined, event: IdentityEvent): Promise<boolean> {
    return inTransaction(this.database, async (transaction) => {
      const changed = await rows(transaction, `UPDATE subscriber SET contact_email = $2 WHERE id = $1 RETURNING id`, [id, contactEmail ?? null]);
      if (changed.length === 0) return false;
      await this.outbox.record(transaction, event);
      return true;
    });
  }

  override async find(id: string): Promise<Subscriber | undefined> {
    const sql = `SELECT name, contact_email FROM subscriber WHERE id = $1`;
    const [row] = await rows<{ readonly name: string; readonly contact_email: string | null }>(this.database, sql, [id]);
    return row && { id, name: row.name, contactEmail: row.contact_email ?? undefined };
  }
}
