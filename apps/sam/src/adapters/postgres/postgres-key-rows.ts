import type { KeyAlgorithm } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import type { KeyPurpose } from '../../domain/keys/key-purpose.js';
import { KeyRows, type KeyRow } from '../../domain/ports/key-rows.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { managerOf } from './postgres-transactions.js';

interface Stored {
  readonly key_id: string;
  readonly purpose: KeyPurpose;
  readonly algorithm: KeyAlgorithm;
  readonly public_key: Buffer;
  readonly blob: Buffer;
  readonly token_family: string;
  readonly kek_generation: number;
  readonly mac: Buffer;
}

const COLUMNS = 'key_id, purpose, algorithm, public_key, blob, token_family, kek_generation, mac';

/** Wrapped keys in PostgreSQL. */
export class PostgresKeyRows extends KeyRows {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async find(keyId: string): Promise<KeyRow | undefined> {
    const [row] = await rows<Stored>(this.database, `SELECT ${COLUMNS} FROM signing_key WHERE key_id = $1`, [keyId]);
    return row && keyRow(row);
  }

  override async authorities(): Promise<readonly KeyRow[]> {
    return (await rows<Stored>(this.database, `SELECT ${COLUMNS} FROM signing_key WHERE purpose <> 'signer'`)).map(keyRow);
  }

  override async insert(transaction: Transaction, row: KeyRow): Promise<void> {
    const { keyId, purpose, algorithm, publicKey, blob, tokenFamily, kekGeneration, mac } = row;
    await managerOf(transaction).query(`INSERT INTO signing_key (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, [
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

function keyRow(row: Stored): KeyRow {
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
