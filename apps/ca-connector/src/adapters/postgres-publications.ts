import { type Outbox, rows } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import type { AuthorityName, CertificateName, RevocationList } from '../domain/certificate-authority.js';
import { Publications } from '../domain/publications.js';
import type { CaEvent } from '../domain/request-ledger.js';

interface ListRow {
  /** `bigint` comes as text. */
  readonly number: string;
  readonly crl: Buffer;
  readonly this_update: Date;
  readonly next_update: Date;
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

  override async list(authority: AuthorityName): Promise<RevocationList | undefined> {
    const sql = `SELECT number, crl, this_update, next_update FROM published_crl WHERE authority = $1 ORDER BY number DESC LIMIT 1`;
    const [row] = await rows<ListRow>(this.database, sql, [authority]);
    return row && { authority, number: Number(row.number), crl: new Uint8Array(row.crl), thisUpdate: row.this_update, nextUpdate: row.next_update };
  }

  override async publishList({ authority, number, crl, thisUpdate, nextUpdate }: RevocationList, event: CaEvent): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const published = await rows(
        transaction,
        `INSERT INTO published_crl (authority, number, crl, this_update, next_update) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING number`,
        [authority, number, Buffer.from(crl), thisUpdate, nextUpdate],
      );
      if (published.length === 1) await this.outbox.record(transaction, event);
    });
  }
}
