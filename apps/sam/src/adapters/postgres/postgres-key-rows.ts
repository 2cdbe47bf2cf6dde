import type { KeyAlgorithm } from '@paraph/kernel';
import { BUSY_PACE_MS, GatheredFinds, type KeyedRows, loadPrepared, rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import type { KeyPurpose } from '../../domain/keys/key-purpose.js';
import { KeyRows, type KeyRow } from '../../domain/ports/key-rows.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { managerOf } from './postgres-transactions.js';

/** A row as the driver answers it. */
export interface StoredKey {
  readonly key_id: string;
  readonly purpose: KeyPurpose;
  readonly algorithm: KeyAlgorithm;
  readonly public_key: Buffer;
  readonly blob: Buffer;
  readonly token_family: string;
  readonly kek_generation: number;
  readonly mac: Buffer;
}

/** All of a key, in the order of the table. */
export const KEY_COLUMNS = 'key_id, purpose, algorithm, public_key, blob, token_family, kek_generation, mac';

/** Wrapped keys in PostgreSQL. */
export class PostgresKeyRows extends KeyRows {
  private readonly finds: GatheredFinds<StoredKey>;

  constructor(private readonly database: DataSource) {
    super();
    const byId: KeyedRows = { table: 'signing_key', columns: KEY_COLUMNS, by: ['key_id'] };
    this.finds = new GatheredFinds(loadPrepared<StoredKey>(database, byId), (row) => [row.key_id], BUSY_PACE_MS);
  }

  override async find(keyId: string): Promise<KeyRow | undefined> {
    const row = await this.finds.find(keyId);
    return row && keyRow(row);
  }

  override async authorities(): Promise<readonly KeyRow[]> {
    return (await rows<StoredKey>(this.database, `SELECT ${KEY_COLUMNS} FROM signing_key WHERE purpose <> 'signer'`)).map(keyRow);
  }

  override async signers(after: string, limit: number): Promise<readonly string[]> {
    const sql = `SELECT key_id FROM signing_key WHERE purpose = 'signer' AND key_id > $1 ORDER BY key_id LIMIT $2`;
    return (await rows<Pick<StoredKey, 'key_id'>>(this.database, sql, [after, limit])).map(({ key_id: keyId }) => keyId);
  }

  override async insert(transaction: Transaction, row: KeyRow): Promise<void> {
    const { keyId, purpose, algorithm, publicKey, blob, tokenFamily, kekGeneration, mac } = row;
    await managerOf(transaction).query(`INSERT INTO signing_key (${KEY_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, [
      keyId,
      purpose,
      algorithm,
      Buffer.from(publicKey),
      Buffer.from(blob),
      tokenFamily,
      kekGeneration,
      Buffer.from(mac),
    ]);
  }

  override async erase(transaction: Transaction, keyId: string): Promise<boolean> {
    return (await rows(managerOf(transaction), `DELETE FROM signing_key WHERE key_id = $1 RETURNING key_id`, [keyId])).length === 1;
  }
}

/** A key as the domain has it. */
export function keyRow(row: StoredKey): KeyRow {
  return {
    keyId: row.key_id,
    purpose: row.purpose,
    algorithm: row.algorithm,
    publicKey: new Uint8Array(row.public_key),
    blob: new Uint8Array(row.blob),
    tokenFamily: row.token_family,
    kekGeneration: row.kek_generation,
    mac: new Uint8Array(row.mac),
  };
}
