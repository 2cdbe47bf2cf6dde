import { inTransaction, type Outbox, rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import { policyEdition } from '../domain/policy-edition.js';
import type { AuthorityName, CertificateName, Policy, RevocationList } from '../domain/publication-sources.js';
import { Publications, type PublishedPolicy } from '../domain/publications.js';
import type { CaEvent } from '../domain/request-ledger.js';

interface ListRow {
  /** `bigint` comes as text. */
  readonly number: string;
  readonly crl: Buffer;
  readonly this_update: Date;
  readonly next_update: Date;
}

interface PolicyRow {
  readonly edition: string;
  /** As it was published: the column is ours alone. */
  readonly body: Policy;
  readonly published_at: Date;
  readonly is_in_force: boolean | null;
}

/** Publications in PostgreSQL; every replica answers from here. */
export class PostgresPublications extends Publications {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'ca-connector'>,
  ) {
    super();
  }

  override async certificate(name: CertificateName): Promise<Uint8Array | undefined> {
    const sql = `SELECT certificate FROM published_authority WHERE authority = $1 ORDER BY published_at DESC LIMIT 1`;
    const [row] = await rows<{ certificate: Buffer }>(this.database, sql, [name]);
    return row && new Uint8Array(row.certificate);
  }

  override async publishCertificate(name: CertificateName, certificate: Uint8Array): Promise<void> {
    await this.database.query(`INSERT INTO published_authority (authority, certificate) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
      name,
      Buffer.from(certificate),
    ]);
  }

  override async listNumber(authority: AuthorityName): Promise<number | undefined> {
    const [row] = await rows<{ number: string | null }>(this.database, `SELECT max(number) AS number FROM published_crl WHERE authority = $1`, [authority]);
    return row && row.number !== null ? Number(row.number) : undefined;
  }

  override async list(authority: AuthorityName): Promise<RevocationList | undefined> {
    const sql = `SELECT number, crl, this_update, next_update FROM published_crl WHERE authority = $1 ORDER BY number DESC LIMIT 1`;
    const [row] = await rows<ListRow>(this.database, sql, [authority]);
    return row && { authority, number: Number(row.number), crl: new Uint8Array(row.crl), thisUpdate: row.this_update, nextUpdate: row.next_update };
  }

  override async publishList({ authority, number, crl, thisUpdate, nextUpdate }: RevocationList, event: CaEvent): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      const published = await rows(
        transaction,
        `INSERT INTO published_crl (authority, number, crl, this_update, next_update) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING number`,
        [authority, number, Buffer.from(crl), thisUpdate, nextUpdate],
      );
      if (published.length === 1) await this.outbox.record(transaction, event);
    });
  }

  override async policies(): Promise<readonly PublishedPolicy[]> {
    const found = await rows<PolicyRow>(
      this.database,
      `SELECT edition, body, published_at, edition = ANY ((SELECT editions FROM policies_in_force ORDER BY sequence DESC LIMIT 1)::text[]) AS is_in_force
       FROM published_policy ORDER BY published_at DESC, policy_id`,
      [],
    );
    return found.map(({ edition, body, published_at: publishedAt, is_in_force: isInForce }) => ({
      ...body,
      edition,
      publishedAt,
      isInForce: isInForce ?? false,
    }));
  }

  override async publishPolicies(inForce: readonly Policy[], at: Date): Promise<void> {
    const editions = inForce.map(policyEdition).sort();
    await inTransaction(this.database, async (transaction) => {
      // Replicas publish at the same time: the second one finds the row of the first.
      await transaction.query(`SELECT pg_advisory_xact_lock(hashtext('policies_in_force'))`);
      const [last] = await rows<{ editions: readonly string[] }>(transaction, `SELECT editions FROM policies_in_force ORDER BY sequence DESC LIMIT 1`, []);
      if (last && last.editions.join() === editions.join()) return;
      for (const policy of inForce) {
        const { id, version, digest, policyOids, profile, terms } = policy;
        const body = JSON.stringify({ id, version, digest, policyOids, profile, terms: { version: terms.version, text: terms.text } });
        const sql = `INSERT INTO published_policy (policy_id, edition, body, published_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`;
        await transaction.query(sql, [id, policyEdition(policy), body, at]);
      }
      await transaction.query(`INSERT INTO policies_in_force (editions, since) VALUES ($1, $2)`, [editions, at]);
    });
  }

  override async endedAt(): Promise<Date | undefined> {
    const [row] = await rows<{ ended_at: Date }>(this.database, `SELECT ended_at FROM ended_authority WHERE authority = 'issuing'`, []);
    return row?.ended_at;
  }

  override async publishEnd(at: Date): Promise<void> {
    await this.database.query(`INSERT INTO ended_authority (authority, ended_at) VALUES ('issuing', $1) ON CONFLICT DO NOTHING`, [at]);
  }
}
