import { rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import type { KeyRow } from '../../domain/ports/key-rows.js';
import { RewrapRows, type RewrapRun, type RewrapTurn } from '../../domain/ports/rewrap-rows.js';
import type { Transaction } from '../../domain/ports/transactions.js';
import { KEY_COLUMNS, keyRow, type StoredKey } from './postgres-key-rows.js';
import { managerOf } from './postgres-transactions.js';

interface StoredRun {
  readonly started_at: Date;
  /** bigint, which the driver answers as text. */
  readonly rewrapped: string;
}

/** Generations of wrapped keys in PostgreSQL. */
export class PostgresRewrapRows extends RewrapRows {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async counts(): Promise<ReadonlyMap<number, number>> {
    const found = await rows<{ kek_generation: number; count: string }>(
      this.database,
      `SELECT kek_generation, count(*) AS count FROM signing_key GROUP BY kek_generation`,
    );
    return new Map(found.map(({ kek_generation, count }) => [kek_generation, Number(count)]));
  }

  override async hasOlder(generation: number): Promise<boolean> {
    return (await rows(this.database, `SELECT 1 FROM signing_key WHERE kek_generation < $1 LIMIT 1`, [generation])).length > 0;
  }

  override async older(generation: number, after: string, limit: number): Promise<readonly KeyRow[]> {
    const statement = `SELECT ${KEY_COLUMNS} FROM signing_key WHERE kek_generation < $1 AND key_id > $2 ORDER BY key_id LIMIT $3`;
    return (await rows<StoredKey>(this.database, statement, [generation, after, limit])).map(keyRow);
  }

  override async replace(transaction: Transaction, row: KeyRow, next: KeyRow): Promise<boolean> {
    const replaced = await rows(
      managerOf(transaction),
      // The MAC covers the whole row: with it the same, nothing of the row has changed.
      `UPDATE signing_key SET blob = $3, kek_generation = $4, mac = $5 WHERE key_id = $1 AND mac = $2 RETURNING key_id`,
      [row.keyId, Buffer.from(row.mac), Buffer.from(next.blob), next.kekGeneration, Buffer.from(next.mac)],
    );
    return replaced.length === 1;
  }

  override async takeTurn(
    transaction: Transaction,
    { generation, holder, now, until }: RewrapTurn,
  ): Promise<(RewrapRun & { readonly isNew: boolean }) | undefined> {
    const manager = managerOf(transaction);
    const [made] = await rows<StoredRun>(
      manager,
      `INSERT INTO key_rewrapping (generation, holder, held_until, started_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (generation) DO NOTHING RETURNING started_at, rewrapped`,
      [generation, holder, until, now],
    );
    if (made) return { ...run(generation, made), isNew: true };
    const [taken] = await rows<StoredRun>(
      manager,
      `UPDATE key_rewrapping SET holder = $2, held_until = $3, finished_at = NULL
       WHERE generation = $1 AND (holder = $2 OR held_until <= $4) RETURNING started_at, rewrapped`,
      [generation, holder, until, now],
    );
    return taken && { ...run(generation, taken), isNew: false };
  }

  override async progress(transaction: Transaction, generation: number, rewrapped: number): Promise<void> {
    await managerOf(transaction).query(`UPDATE key_rewrapping SET rewrapped = rewrapped + $2 WHERE generation = $1`, [generation, rewrapped]);
  }

  override async finish(transaction: Transaction, generation: number, finishedAt: Date): Promise<RewrapRun | undefined> {
    const [finished] = await rows<StoredRun>(
      managerOf(transaction),
      // A generation that came when there was no key has no run yet.
      `INSERT INTO key_rewrapping (generation, holder, held_until, started_at, finished_at) VALUES ($1, '', $2, $2, $2)
       ON CONFLICT (generation) DO UPDATE SET finished_at = $2 WHERE key_rewrapping.finished_at IS NULL RETURNING started_at, rewrapped`,
      [generation, finishedAt],
    );
    return finished && run(generation, finished);
  }

  override async finishedAt(generation: number): Promise<Date | undefined> {
    const [found] = await rows<{ finished_at: Date | null }>(this.database, `SELECT finished_at FROM key_rewrapping WHERE generation = $1`, [generation]);
    return found?.finished_at ?? undefined;
  }
}

function run(generation: number, { started_at, rewrapped }: StoredRun): RewrapRun {
  return { generation, startedAt: started_at, rewrapped: Number(rewrapped) };
}
