import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { EMBEDDED } from '../../domain/authorities.js';
import { EndedCredentials } from '../../domain/follow-end.js';

const NEXT = `
  SELECT DISTINCT credential_id COLLATE "C" AS credential_id FROM certificate_request JOIN certificate USING (request_id)
  WHERE authority = $1 AND credential_id COLLATE "C" > COALESCE((SELECT credential_id FROM followed_end WHERE authority = $1), '')
  ORDER BY 1 LIMIT $2`;

/** Whom the embedded authority certified, from the ledger of requests, with a mark how far its end was followed. */
export class PostgresEndedCredentials extends EndedCredentials {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async next(limit: number): Promise<readonly string[]> {
    return (await rows<{ credential_id: string }>(this.database, NEXT, [EMBEDDED, limit])).map((row) => row.credential_id);
  }

  override async followed(credentialId: string): Promise<void> {
    await this.database.query(
      `INSERT INTO followed_end (authority, credential_id) VALUES ($1, $2)
       ON CONFLICT (authority) DO UPDATE SET credential_id = greatest(followed_end.credential_id, EXCLUDED.credential_id)`,
      [EMBEDDED, credentialId],
    );
  }
}
