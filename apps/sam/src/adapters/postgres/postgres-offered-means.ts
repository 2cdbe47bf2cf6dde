import { rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import { OfferRows, type OfferRow } from '../../domain/means/offer-rows.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { managerOf } from './postgres-transactions.js';

/** Offered means in PostgreSQL. */
export class PostgresOfferedMeans extends OfferRows {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async find(reference: string): Promise<OfferRow | undefined> {
    const [row] = await rows<{ readonly body: string; readonly mac: Buffer }>(this.database, `SELECT body, mac FROM offered_means WHERE reference = $1`, [
      reference,
    ]);
    return row && { reference, body: row.body, mac: new Uint8Array(row.mac) };
  }

  override async put(transaction: Transaction, { reference, body, mac }: OfferRow): Promise<void> {
    await managerOf(transaction).query(
      `INSERT INTO offered_means (reference, body, mac) VALUES ($1, $2, $3) ON CONFLICT (reference) DO UPDATE SET body = EXCLUDED.body, mac = EXCLUDED.mac`,
      [reference, body, Buffer.from(mac)],
    );
  }
}
