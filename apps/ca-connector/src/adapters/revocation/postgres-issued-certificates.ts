import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import type { IssuedCertificate } from '../../domain/certificate-authority.js';
import { IssuedCertificates, type Issuance } from '../../domain/revocation/issued-certificates.js';

interface Row {
  readonly authority: string;
  readonly state: string | null;
  readonly certificate: Buffer | null;
  readonly chain: Buffer[] | null;
}

interface Kept {
  readonly certificate: Buffer;
  readonly chain: readonly Buffer[];
}

const LATEST = `
  SELECT r.authority, p.state, c.certificate, c.chain
  FROM certificate_request r LEFT JOIN certificate_progress p USING (request_id) LEFT JOIN certificate c USING (request_id)
  WHERE r.credential_id = $1 ORDER BY c.request_id IS NULL, p.state = 'refused', r.requested_at DESC LIMIT 1`;

/** What the ledger of requests says of a credential: a certificate before a request that waits, and that before one that was refused. */
export class PostgresIssuedCertificates extends IssuedCertificates {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async of(credentialId: string): Promise<Issuance> {
    const [row] = await rows<Row>(this.database, LATEST, [credentialId]);
    if (!row) return { kind: 'none' };
    const { authority, state, certificate, chain } = row;
    if (!certificate || !chain) return { kind: state === 'refused' ? 'none' : 'undecided' };
    return { kind: 'issued', issued: { authority, ...bytesOf({ certificate, chain }) } };
  }

  override async withFingerprint(fingerprint: string): Promise<IssuedCertificate | undefined> {
    const sql = `SELECT certificate, chain FROM certificate WHERE fingerprint = $1 ORDER BY issued_at LIMIT 1`;
    const [row] = await rows<Kept>(this.database, sql, [fingerprint]);
    return row && bytesOf(row);
  }
}

function bytesOf({ certificate, chain }: Kept): IssuedCertificate {
  return { certificate: new Uint8Array(certificate), chain: chain.map((one) => new Uint8Array(one)) };
}
