import { rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import type { Transaction } from '../../domain/ports/transactions.js';
import type { AuthorityName } from '../../domain/x509/authority.js';
import { ComposedLists, type KeptList } from '../../domain/x509/composed-lists.js';
import { managerOf } from './postgres-transactions.js';

interface ListRow {
  /** A bigint arrives as text. */
  readonly number: string;
  readonly this_update: Date;
  readonly next_update: string;
  readonly entries: number;
  readonly digest: string;
  readonly parts: number;
}

/** Signed revocation lists in PostgreSQL, and their parts. */
export class PostgresComposedLists extends ComposedLists {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async keep(
    transaction: Transaction,
    issuer: AuthorityName,
    { number, thisUpdate, nextUpdate, entries, digest, parts, bytes }: KeptList & { readonly bytes: readonly Uint8Array[] },
  ): Promise<void> {
    const manager = managerOf(transaction);
    await manager.query(`INSERT INTO composed_list (issuer, number, this_update, next_update, entries, digest, parts) VALUES ($1, $2, $3, $4, $5, $6, $7)`, [
      issuer,
      number,
      thisUpdate,
      nextUpdate.toISOString(),
      entries,
      digest,
      parts,
    ]);
    for (const [part, content] of bytes.entries())
      await manager.query(`INSERT INTO composed_list_part (issuer, number, part, bytes) VALUES ($1, $2, $3, $4)`, [
        issuer,
        number,
        part,
        Buffer.from(content.buffer, content.byteOffset, content.byteLength),
      ]);
  }

  override async forgetBefore(transaction: Transaction, issuer: AuthorityName, number: number): Promise<void> {
    await managerOf(transaction).query(`DELETE FROM composed_list WHERE issuer = $1 AND number < $2`, [issuer, number]);
  }

  override async find(issuer: AuthorityName, number: number): Promise<KeptList | undefined> {
    const [row] = await rows<ListRow>(
      this.database,
      `SELECT number, this_update, next_update, entries, digest, parts FROM composed_list WHERE issuer = $1 AND number = $2`,
      [issuer, number],
    );
    if (!row) return undefined;
    const { entries, digest, parts } = row;
    return { number: Number(row.number), thisUpdate: row.this_update, nextUpdate: new Date(row.next_update), entries, digest, parts };
  }

  override async part(issuer: AuthorityName, number: number, part: number): Promise<Uint8Array | undefined> {
    const [row] = await rows<{ readonly bytes: Buffer }>(
      this.database,
      `SELECT bytes FROM composed_list_part WHERE issuer = $1 AND number = $2 AND part = $3`,
      [issuer, number, part],
    );
    return row && new Uint8Array(row.bytes);
  }
}
