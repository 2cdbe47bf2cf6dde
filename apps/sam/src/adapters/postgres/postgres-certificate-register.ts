import { rows, rowsAlone } from '@paraph/platform';
import { type DataSource } from 'typeorm';
import type { Transaction } from '../../domain/ports/transactions.js';
import type { AuthorityName } from '../../domain/x509/authority.js';
import {
  CertificateRegister,
  type CertificateIntent,
  type CertificateKind,
  type CertificatePage,
  type OrdinalRevocation,
  type RegisteredCertificate,
} from '../../domain/x509/certificate-register.js';
import type { RevocationReason } from '../../domain/x509/contents.js';
import { managerOf } from './postgres-transactions.js';

interface CertificateRow {
  readonly certificate: Buffer;
}

interface RevocationRow {
  readonly serial_number: string;
  readonly revoked_at: Date;
  /** The table's own check allows these only. */
  readonly reason: RevocationReason;
  readonly ordinal: number;
}

type RegisteredRow = CertificateRow & {
  readonly serial_number: string;
  readonly kind: CertificateKind;
  readonly credential_id: string | null;
  readonly revoked_at: Date | null;
  readonly reason: RevocationReason | null;
};

/** What stands in the column of a certificate that renews nothing. */
const FIRST = '';

const REGISTERED = `SELECT serial_number, kind, certificate, credential_id, revoked_at, reason
  FROM issued_certificate i LEFT JOIN certificate_revocation USING (serial_number)`;

/** The register in PostgreSQL. Its role may add and read; nothing issued or revoked can be changed or taken back. */
export class PostgresCertificateRegister extends CertificateRegister {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async intend(transaction: Transaction, { serialNumber, kind, issuer, credentialId, validFrom, validTo }: CertificateIntent): Promise<void> {
    await rows(
      managerOf(transaction),
      `INSERT INTO certificate_intent (serial_number, kind, issuer, credential_id, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5, $6)`,
      [serialNumber, kind, issuer, credentialId ?? null, validFrom, validTo],
    );
  }

  override async complete(
    transaction: Transaction,
    { serialNumber, kind, issuer, credentialId, renewalId, validTo }: CertificateIntent,
    certificate: Uint8Array,
  ): Promise<boolean> {
    const kept = await rows(
      managerOf(transaction),
      `INSERT INTO issued_certificate (serial_number, kind, issuer, credential_id, valid_to, certificate, renewal_id) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT DO NOTHING RETURNING serial_number`,
      [serialNumber, kind, issuer, credentialId ?? null, validTo, Buffer.from(certificate), renewalId ?? FIRST],
    );
    return kept.length === 1;
  }

  override async ofAuthority(kind: Exclude<CertificateKind, 'signer'>, issuer: AuthorityName): Promise<Uint8Array | undefined> {
    const sql = `SELECT certificate FROM issued_certificate WHERE kind = $1 AND issuer = $2 ORDER BY valid_to DESC LIMIT 1`;
    const [row] = await rowsAlone<CertificateRow>(this.database, sql, [kind, issuer]);
    return row && new Uint8Array(row.certificate);
  }

  override async ofCredential(credentialId: string, renewalId: string = FIRST): Promise<Uint8Array | undefined> {
    const sql = `SELECT certificate FROM issued_certificate WHERE credential_id = $1 AND renewal_id = $2 AND kind = 'signer'`;
    const [row] = await rowsAlone<CertificateRow>(this.database, sql, [credentialId, renewalId]);
    return row && new Uint8Array(row.certificate);
  }

  override async find(issuer: AuthorityName, serialNumber: string): Promise<RegisteredCertificate | undefined> {
    const [row] = await rows<RegisteredRow>(this.database, `${REGISTERED} WHERE i.issuer = $1 AND serial_number = $2`, [issuer, serialNumber]);
    return row && toRegistered(row);
  }

  override async page(
    issuer: AuthorityName,
    { after, limit, validAt }: CertificatePage,
  ): Promise<readonly (RegisteredCertificate & { readonly serialNumber: string })[]> {
    const found = await rows<RegisteredRow>(
      this.database,
      `${REGISTERED} WHERE i.issuer = $1 AND serial_number > $2 AND ($3::timestamptz IS NULL OR i.valid_to >= $3) ORDER BY serial_number LIMIT $4`,
      [issuer, after, validAt ?? null, limit],
    );
    return found.map((row) => ({ serialNumber: row.serial_number, ...toRegistered(row) }));
  }

  override async unrevoked(transaction: Transaction, issuer: AuthorityName, { after, limit, validAt }: CertificatePage): Promise<readonly string[]> {
    const found = await rows<{ readonly serial_number: string }>(
      managerOf(transaction),
      `SELECT serial_number FROM issued_certificate i
       WHERE issuer = $1 AND kind IN ('signer', 'timestamp') AND serial_number > $2 AND ($3::timestamptz IS NULL OR valid_to >= $3)
       AND NOT EXISTS (SELECT 1 FROM certificate_revocation r WHERE r.serial_number = i.serial_number) ORDER BY serial_number LIMIT $4`,
      [issuer, after, validAt ?? null, limit],
    );
    return found.map((row) => row.serial_number);
  }

  override async issuedFor(
    transaction: Transaction,
    credentialId: string,
  ): Promise<readonly { readonly serialNumber: string; readonly certificate: Uint8Array }[]> {
    const found = await rows<CertificateRow & { readonly serial_number: string }>(
      managerOf(transaction),
      `SELECT serial_number, certificate FROM issued_certificate WHERE credential_id = $1 AND kind = 'signer' ORDER BY issued_at, serial_number`,
      [credentialId],
    );
    return found.map((row) => ({ serialNumber: row.serial_number, certificate: new Uint8Array(row.certificate) }));
  }

  override async addRevocation(
    transaction: Transaction,
    issuer: AuthorityName,
    { serialNumber, revokedAt, reason, ordinal }: OrdinalRevocation,
  ): Promise<boolean> {
    const added = await rows(
      managerOf(transaction),
      `INSERT INTO certificate_revocation (serial_number, issuer, ordinal, revoked_at, reason) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING RETURNING serial_number`,
      [serialNumber, issuer, ordinal, revokedAt, reason],
    );
    return added.length === 1;
  }

  override async addRevocations(transaction: Transaction, issuer: AuthorityName, revocations: readonly OrdinalRevocation[]): Promise<boolean> {
    const added = await rows(
      managerOf(transaction),
      `INSERT INTO certificate_revocation (serial_number, issuer, ordinal, revoked_at, reason)
       SELECT one.serial_number, $1, one.ordinal, one.revoked_at, one.reason
       FROM unnest($2::text[], $3::integer[], $4::timestamptz[], $5::text[]) AS one (serial_number, ordinal, revoked_at, reason)
       ON CONFLICT DO NOTHING RETURNING ordinal`,
      [
        issuer,
        revocations.map(({ serialNumber }) => serialNumber),
        revocations.map(({ ordinal }) => ordinal),
        revocations.map(({ revokedAt }) => revokedAt),
        revocations.map(({ reason }) => reason),
      ],
    );
    return added.length === revocations.length;
  }

  override async revocationsAfter(
    issuer: AuthorityName,
    ordinal: number,
    { limit, transaction }: { readonly limit?: number; readonly transaction?: Transaction | undefined } = {},
  ): Promise<readonly OrdinalRevocation[]> {
    const found = await rows<RevocationRow>(
      transaction ? managerOf(transaction) : this.database,
      `SELECT serial_number, revoked_at, reason, ordinal FROM certificate_revocation WHERE issuer = $1 AND ordinal > $2 ORDER BY ordinal LIMIT $3`,
      [issuer, ordinal, limit ?? null],
    );
    return found.map(toRevocation);
  }

  override async nextListNumber(transaction: Transaction, issuer: AuthorityName): Promise<number> {
    const [turn] = await rows<{ last_number: string }>(
      managerOf(transaction),
      `UPDATE revocation_list SET last_number = last_number + 1 WHERE issuer = $1 RETURNING last_number`,
      [issuer],
    );
    if (!turn) throw new Error(`the ${issuer} authority has no row for its lists`);
    return Number(turn.last_number);
  }
}

function toRevocation({ serial_number: serialNumber, revoked_at: revokedAt, reason, ordinal }: RevocationRow): OrdinalRevocation {
  return { serialNumber, revokedAt, reason, ordinal };
}

function toRegistered({ serial_number: serialNumber, kind, certificate, credential_id: credentialId, revoked_at: revokedAt, reason }: RegisteredRow) {
  const known: RegisteredCertificate = { kind, certificate: new Uint8Array(certificate), ...(credentialId === null ? {} : { credentialId }) };
  return { ...known, ...(revokedAt && reason ? { revocation: { serialNumber, revokedAt, reason } } : {}) };
}
