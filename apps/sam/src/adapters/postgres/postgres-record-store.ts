import { BUSY_PACE_MS, GatheredFinds, type KeyedRows, loadPrepared, rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import { RecordStore, type SealedRecord } from '../../domain/ports/record-store.js';
import type { RecordKind } from '../../domain/records/record-kinds.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { managerOf } from './postgres-transactions.js';

interface Stored {
  readonly kind: RecordKind;
  readonly id: string;
  readonly version: number;
  readonly body: string;
  readonly mac: Buffer;
}

/** Trust records in PostgreSQL. */
export class PostgresRecordStore extends RecordStore {
  private readonly finds: GatheredFinds<Stored>;

  constructor(database: DataSource) {
    super();
    const byName: KeyedRows = { table: 'trust_record', columns: 'kind, id, version, body, mac', by: ['kind', 'id'] };
    this.finds = new GatheredFinds(loadPrepared<Stored>(database, byName), (row) => [row.kind, row.id], BUSY_PACE_MS);
  }

  override async find(kind: RecordKind, id: string): Promise<SealedRecord | undefined> {
    const row = await this.finds.find(kind, id);
    return row && { kind, id, version: row.version, body: row.body, mac: new Uint8Array(row.mac) };
  }

  override async hold(transaction: Transaction, kind: RecordKind, id: string): Promise<number> {
    const [row] = await rows<{ version: number }>(managerOf(transaction), `SELECT version FROM trust_record WHERE kind = $1 AND id = $2 FOR UPDATE`, [
      kind,
      id,
    ]);
    return row?.version ?? 0;
  }

  override async write(transaction: Transaction, { kind, id, version, body, mac }: SealedRecord): Promise<boolean> {
    const values = [kind, id, version, body, Buffer.from(mac)];
    const statement =
      version === 1
        ? `INSERT INTO trust_record (kind, id, version, body, mac) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id`
        : `UPDATE trust_record SET version = $3, body = $4, mac = $5 WHERE kind = $1 AND id = $2 AND version = $3 - 1 RETURNING id`;
    return (await rows(managerOf(transaction), statement, values)).length === 1;
  }
}
