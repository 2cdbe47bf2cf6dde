import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import type { Transaction } from '../../domain/ports/transactions.js';
import { SessionRows } from '../../domain/sessions/session-rows.js';
import { managerOf } from './postgres-transactions.js';

/** One-session credentials and living replicas in PostgreSQL, by its clock: it is the one they share. */
export class PostgresSessionRows extends SessionRows {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async insert(transaction: Transaction, { credentialId, heldBy }: { readonly credentialId: string; readonly heldBy: string }): Promise<void> {
    await rows(managerOf(transaction), `INSERT INTO one_session (credential_id, held_by) VALUES ($1, $2)`, [credentialId, heldBy]);
  }

  override async erase(transaction: Transaction, credentialId: string): Promise<void> {
    await rows(managerOf(transaction), `DELETE FROM one_session WHERE credential_id = $1`, [credentialId]);
  }

  override async beat(replica: string): Promise<void> {
    await this.database.query(
      `INSERT INTO sam_replica (replica, seen_at) VALUES ($1, clock_timestamp()) ON CONFLICT (replica) DO UPDATE SET seen_at = clock_timestamp()`,
      [replica],
    );
    // A replica that holds nothing any more need not be remembered.
    await this.database.query(
      `DELETE FROM sam_replica r WHERE seen_at < clock_timestamp() - interval '1 hour' AND NOT EXISTS (SELECT 1 FROM one_session s WHERE s.held_by = r.replica)`,
    );
  }

  override async leave(replica: string): Promise<void> {
    await this.database.query(`DELETE FROM sam_replica WHERE replica = $1`, [replica]);
  }

  override async forsaken(silentSeconds: number, limit: number): Promise<readonly string[]> {
    const found = await rows<{ readonly credential_id: string }>(
      this.database,
      `SELECT credential_id FROM one_session s
       WHERE NOT EXISTS (SELECT 1 FROM sam_replica r WHERE r.replica = s.held_by AND r.seen_at > clock_timestamp() - $1 * interval '1 second')
       ORDER BY opened_at LIMIT $2`,
      [silentSeconds, limit],
    );
    return found.map((row) => row.credential_id);
  }
}
