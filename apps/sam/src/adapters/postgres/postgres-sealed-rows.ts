import { rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import type { SealedRow, SealedRows } from '../../domain/ports/sealed-rows.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { managerOf } from './postgres-transactions.js';

/** Tables of sealed rows: `id`, `text`, `mac`. */
export type SealedTable = 'means_counter' | 'one_time_code';

interface Stored {
  readonly text: string;
  readonly mac: Buffer;
}

/** Sealed rows in PostgreSQL; the row's lock decides who is first, also where there is no row yet. */
export class PostgresSealedRows implements SealedRows {
  constructor(
    private readonly database: DataSource,
    private readonly table: SealedTable,
  ) {}

  async find(id: string): Promise<SealedRow | undefined> {
    const [row] = await rows<Stored>(this.database, `SELECT text, mac FROM ${this.table} WHERE id = $1`, [id]);
    return row && { id, text: row.text, mac: new Uint8Array(row.mac) };
  }

  async lock(transaction: Transaction, id: string): Promise<SealedRow | undefined> {
    const manager = managerOf(transaction);
    // An empty place to lock; whoever inserts the same one waits here. It goes with the transaction unless something is written.
    const made = await rows(manager, `INSERT INTO ${this.table} (id, text, mac) VALUES ($1, '', '') ON CONFLICT DO NOTHING RETURNING id`, [id]);
    if (made.length === 1) return undefined;
    const [row] = await rows<Stored>(manager, `SELECT text, mac FROM ${this.table} WHERE id = $1 FOR UPDATE`, [id]);
    return row && { id, text: row.text, mac: new Uint8Array(row.mac) };
  }

  async write(transaction: Transaction, { id, text, mac }: SealedRow): Promise<void> {
    await managerOf(transaction).query(`UPDATE ${this.table} SET text = $2, mac = $3 WHERE id = $1`, [id, text, Buffer.from(mac)]);
  }
}
