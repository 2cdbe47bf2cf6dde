import { rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import { ProofParts, type ProofPart } from '../../domain/revocation-proof/proof-parts.js';

/** Offered parts in PostgreSQL, so that each may reach another replica. */
export class PostgresProofParts extends ProofParts {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async keep({ digest, part, parts, bytes }: ProofPart, offeredAt: Date): Promise<void> {
    await this.database.query(
      `INSERT INTO offered_proof (digest, part, parts, bytes, offered_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (digest, part) DO UPDATE SET parts = EXCLUDED.parts, bytes = EXCLUDED.bytes, offered_at = EXCLUDED.offered_at`,
      [digest, part, parts, Buffer.from(bytes), offeredAt],
    );
  }

  override async find(digest: string, since: Date): Promise<readonly ProofPart[]> {
    const found = await rows<{ readonly part: number; readonly parts: number; readonly bytes: Buffer }>(
      this.database,
      `SELECT part, parts, bytes FROM offered_proof WHERE digest = $1 AND offered_at >= $2 ORDER BY part`,
      [digest, since],
    );
    return found.map(({ part, parts, bytes }) => ({ digest, part, parts, bytes: new Uint8Array(bytes) }));
  }

  override async forget(before: Date, { beside, most }: { readonly beside: string; readonly most: number }): Promise<void> {
    await this.database.query(`DELETE FROM offered_proof WHERE offered_at < $1`, [before]);
    // Whole statements, the newest kept as long as there is room.
    await this.database.query(
      `DELETE FROM offered_proof WHERE digest <> $1 AND digest IN (
         SELECT digest FROM (
           SELECT digest, sum(count(*)) OVER (ORDER BY digest = $1 DESC, max(offered_at) DESC, digest) AS kept FROM offered_proof GROUP BY digest
         ) AS statements WHERE kept > $2)`,
      [beside, most],
    );
  }
}
