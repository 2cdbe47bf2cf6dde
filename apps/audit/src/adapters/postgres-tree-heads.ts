import { BLOCK, KeptHashes, subtreesToKeep, type HashTree, type WholeSubtree } from '@paraph/merkle';
import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { TreeHeads, type SignedHead } from '../domain/tree-heads.js';
import { keepSpans } from './log-stretches.js';

interface HeadRow {
  readonly size: string;
  readonly root: Buffer;
  readonly head: string;
  readonly kept_at: Date;
}

/** What the SAM records of its own work for this log. */
const ECHO = 'tree-head-signed';

/** SHA-256. */
const HASH_BYTES = 32;

/** Hashes that are added by one statement. */
const AT_ONCE = 1_000;

/** Heads and hashes in PostgreSQL. The hashes of leaves stand with the events; the runtime role may add and read. */
export class PostgresTreeHeads extends TreeHeads {
  override readonly hashes: KeptHashes;

  constructor(private readonly database: DataSource) {
    super();
    this.hashes = new PostgresHashes(database);
  }

  override async logSize(): Promise<number> {
    const [row] = await rows<{ size: string }>(this.database, `SELECT size FROM event_log_size`);
    return Number(row?.size ?? 0);
  }

  override async hasNews(from: number): Promise<boolean> {
    const [row] = await rows<{ news: boolean }>(this.database, `SELECT EXISTS (SELECT 1 FROM event WHERE position >= $1 AND type <> $2) AS news`, [from, ECHO]);
    return row?.news === true;
  }

  override async last(): Promise<SignedHead | undefined> {
    const [row] = await rows<HeadRow>(this.database, `SELECT size, root, head, kept_at FROM tree_head ORDER BY size DESC LIMIT 1`);
    return row && toHead(row);
  }

  override async find(size: number): Promise<SignedHead | undefined> {
    const [row] = await rows<HeadRow>(this.database, `SELECT size, root, head, kept_at FROM tree_head WHERE size = $1`, [size]);
    return row && toHead(row);
  }

  override async list(after: number, limit: number): Promise<readonly SignedHead[]> {
    const sql = `SELECT size, root, head, kept_at FROM tree_head WHERE size > $1 ORDER BY size LIMIT $2`;
    return (await rows<HeadRow>(this.database, sql, [after, limit])).map(toHead);
  }

  override async begun(after: number): Promise<readonly HashTree[]> {
    const sql = `SELECT size, root FROM tree_head_intent WHERE size > $1 ORDER BY size`;
    const found = await rows<Pick<HeadRow, 'size' | 'root'>>(this.database, sql, [after]);
    return found.map(({ size, root }) => ({ size: Number(size), root: new Uint8Array(root) }));
  }

  override async keepSubtrees(grown: { readonly from: number; readonly to: number }): Promise<void> {
    const found: WholeSubtree[] = [];
    const settled = new SettledHashes(this.hashes, () => this.add(found.splice(0)));
    for await (const subtree of subtreesToKeep(settled, grown)) if (found.push(subtree) === AT_ONCE) await this.add(found.splice(0));
    await this.add(found);
    await keepSpans(this.database, grown.to);
  }

  private async add(some: readonly WholeSubtree[]): Promise<void> {
    if (some.length === 0) return;
    await this.database.query(
      `INSERT INTO tree_hash (level, index, hash) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[]) ON CONFLICT DO NOTHING`,
      [some.map(({ level }) => level), some.map(({ index }) => index), some.map(({ hash }) => Buffer.from(hash))],
    );
  }

  override async begin({ size, root }: HashTree): Promise<void> {
    await this.database.query(`INSERT INTO tree_head_intent (size, root) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [size, Buffer.from(root)]);
  }

  override async keep({ size, root }: HashTree, head: string): Promise<void> {
    await this.database.query(`INSERT INTO tree_head (size, root, head) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, [size, Buffer.from(root), head]);
  }
}

/** A level is made of the one below it, which is to be there by then. */
class SettledHashes extends KeptHashes {
  constructor(
    private readonly kept: KeptHashes,
    private readonly settle: () => Promise<void>,
  ) {
    super();
  }

  override async read(level: number, block: number): Promise<readonly Uint8Array[]> {
    if (level > 0) await this.settle();
    return this.kept.read(level, block);
  }
}

/** The kept hashes of the log's tree, a block at a time. */
class PostgresHashes extends KeptHashes {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async read(level: number, block: number): Promise<readonly Uint8Array[]> {
    const stored =
      level === 0
        ? `SELECT position AS index, leaf_hash AS hash FROM event WHERE position >= $1 AND position < $2`
        : `SELECT index, hash FROM tree_hash WHERE index >= $1 AND index < $2 AND level = $3`;
    // One value instead of 256 rows, whose making and reading took longer than all else in a proof. Behind a hole nothing is in its place.
    const sql = `SELECT string_agg(hash, ''::bytea ORDER BY index) AS hashes
      FROM (SELECT stored.*, row_number() OVER (ORDER BY index) AS nth FROM (${stored}) AS stored) AS numbered
      WHERE index = $1::bigint + nth - 1`;
    const first = block * BLOCK;
    const [row] = await rows<{ hashes: Buffer | null }>(this.database, sql, [first, first + BLOCK, ...(level === 0 ? [] : [level])]);
    const hashes = new Uint8Array(row?.hashes ?? []);
    return Array.from({ length: hashes.length / HASH_BYTES }, (_, place) => hashes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES));
  }
}

function toHead({ size, root, head, kept_at: keptAt }: HeadRow): SignedHead {
  return { size: Number(size), root: new Uint8Array(root), head, keptAt };
}
