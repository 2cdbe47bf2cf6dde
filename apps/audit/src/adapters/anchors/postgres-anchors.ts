import { inTransaction, type Outbox, preparedRows, rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { Anchors, type Anchor } from '../../domain/anchors/anchors.js';

interface AnchorRow {
  readonly size: string;
  readonly authority: string;
  readonly token: Buffer;
  readonly stamped_at: Date;
}

/** A receipt needs one; more are of no use to it. */
const FEW = 16;
const SELECT = `SELECT size, authority, token, stamped_at FROM head_anchor`;

/** Anchors in PostgreSQL; each stands there with its event, or not at all. */
export class PostgresAnchors extends Anchors {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'audit'>,
  ) {
    super();
  }

  override async last(authority: string): Promise<Anchor | undefined> {
    const [row] = await rows<AnchorRow>(this.database, `${SELECT} WHERE authority = $1 ORDER BY size DESC LIMIT 1`, [authority]);
    return row && toAnchor(row);
  }

  override async since(size: number): Promise<readonly Anchor[]> {
    return (await rows<AnchorRow>(this.database, `${SELECT} WHERE size >= $1 ORDER BY size, authority LIMIT ${FEW}`, [size])).map(toAnchor);
  }

  override async between(after: number, upTo: number, limit: number): Promise<readonly Anchor[]> {
    const sql = `${SELECT} WHERE size > $1 AND size <= $2 ORDER BY size, authority LIMIT $3`;
    return (await rows<AnchorRow>(this.database, sql, [after, upTo, limit])).map(toAnchor);
  }

  override async keep({ size, authority, token, at }: Anchor): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      const kept = await preparedRows(
        transaction,
        `INSERT INTO head_anchor (size, authority, token, stamped_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING size`,
        [size, authority, Buffer.from(token), at],
      );
      // A replica that was slow may come second.
      if (kept.length === 0) return;
      await this.outbox.record(transaction, {
        type: 'head-anchored',
        actor: { kind: 'system', id: 'audit' },
        outcome: 'success',
        particulars: { authority, size: String(size), stampedAt: at.toISOString() },
      });
    });
  }

  override async failed(authority: string, size: number, cause: string): Promise<void> {
    const particulars = { authority, size: String(size) };
    await this.outbox.recordAlone({ type: 'anchoring-failed', actor: { kind: 'system', id: 'audit' }, outcome: 'failure', cause, particulars });
  }
}

function toAnchor({ size, authority, token, stamped_at: at }: AnchorRow): Anchor {
  return { size: Number(size), authority, token: new Uint8Array(token), at };
}
