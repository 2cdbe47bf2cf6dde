import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { ContainedKeys } from '../../domain/containers/contained-keys.js';

/** As the indexes have them: the draft is text that is compared byte by byte, never read as JSON here. */
const KEY_OF_DRAFT = `substring(e.draft from '"keyId":"(key_[A-Za-z0-9_-]{22})"')`;
const CONTAINER_OF_DRAFT = `substring(e.draft from '"containerId":"(ctr_[A-Za-z0-9_-]{22})"')`;

/** Keys of containers in PostgreSQL, found by the enrolments that made them. */
export class PostgresContainedKeys extends ContainedKeys {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async count(containerId: string): Promise<number> {
    const sql = `
      SELECT count(*) AS count FROM enrolment e JOIN signing_key k ON k.key_id = ${KEY_OF_DRAFT}
      WHERE NOT e.is_renewal AND ${CONTAINER_OF_DRAFT} = $1`;
    const [found] = await rows<{ readonly count: string }>(this.database, sql, [containerId]);
    return Number(found?.count ?? 0);
  }

  override async leftInClosed(after: string, limit: number): Promise<readonly string[]> {
    const sql = `
      SELECT k.key_id FROM trust_record c
        JOIN enrolment e ON NOT e.is_renewal AND ${CONTAINER_OF_DRAFT} = c.id
        JOIN signing_key k ON k.key_id = ${KEY_OF_DRAFT}
      WHERE c.kind = 'container' AND CASE WHEN c.body IS JSON OBJECT THEN c.body::jsonb->>'state' END = 'closed'
        AND k.purpose = 'signer' AND k.key_id > $1
      ORDER BY k.key_id LIMIT $2`;
    return (await rows<{ readonly key_id: string }>(this.database, sql, [after, limit])).map(({ key_id: keyId }) => keyId);
  }
}
