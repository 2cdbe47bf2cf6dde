import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { DestructionRows, type SealedDestruction, type SealedTry } from '../../domain/destruction/destruction-rows.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { managerOf } from './postgres-transactions.js';

interface Row {
  readonly number: string;
  readonly key_id: string;
  readonly credential_id: string;
  readonly body: string;
  readonly mac: Buffer;
}

const COLUMNS = 'number, key_id, credential_id, body, mac';

/** Destroyed keys in PostgreSQL. */
export class PostgresDestructionRows extends DestructionRows {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async insert(transaction: Transaction, { keyId, credentialId, body, mac }: SealedDestruction): Promise<void> {
    const sql = `INSERT INTO key_destruction (key_id, credential_id, body, mac) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`;
    await rows(managerOf(transaction), sql, [keyId, credentialId, body, Buffer.from(mac)]);
  }

  override async insertTries(transaction: Transaction, tries: readonly SealedTry[]): Promise<void> {
    await rows(
      managerOf(transaction),
      `INSERT INTO key_destruction_try (key_id, replica, body, mac) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[]) ON CONFLICT DO NOTHING`,
      [tries.map(({ keyId }) => keyId), tries.map(({ replica }) => replica), tries.map(({ body }) => body), tries.map(({ mac }) => Buffer.from(mac))],
    );
  }

  override async ofCredential(credentialId: string): Promise<readonly SealedDestruction[]> {
    const found = await rows<Row>(this.database, `SELECT ${COLUMNS} FROM key_destruction WHERE credential_id = $1 ORDER BY number`, [credentialId]);
    return found.map(toRow);
  }

  override async triesOf(keyId: string): Promise<readonly SealedTry[]> {
    const sql = `SELECT replica, body, mac FROM key_destruction_try WHERE key_id = $1`;
    const found = await rows<{ replica: string; body: string; mac: Buffer }>(this.database, sql, [keyId]);
    return found.map(({ replica, body, mac }) => ({ keyId, replica, body, mac: new Uint8Array(mac) }));
  }

  override async newest(): Promise<number> {
    const [row] = await rows<{ number: string }>(this.database, `SELECT coalesce(max(number), 0) AS number FROM key_destruction`);
    return Number(row?.number ?? 0);
  }

  override async untried(replica: string, after: number, limit: number): Promise<readonly (SealedDestruction & { readonly number: number })[]> {
    const sql = `
      SELECT ${COLUMNS} FROM key_destruction
      WHERE number > $2 AND NOT EXISTS (SELECT FROM key_destruction_try WHERE key_destruction_try.key_id = key_destruction.key_id AND replica = $1)
      ORDER BY number LIMIT $3`;
    return (await rows<Row>(this.database, sql, [replica, after, limit])).map(toRow);
  }
}

function toRow({ number, key_id: keyId, credential_id: credentialId, body, mac }: Row): SealedDestruction & { readonly number: number } {
  return { number: Number(number), keyId, credentialId, body, mac: new Uint8Array(mac) };
}
