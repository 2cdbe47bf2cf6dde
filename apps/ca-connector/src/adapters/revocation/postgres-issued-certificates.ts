import { rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { IssuedCertificates, type Issuance } from '../../domain/revocation/issued-certificates.js';

interface Row {
  readonly authority: string;
  readonly state: string | null;
  readonly certificate: Buffer | null;
  readonly chain: Buffer[] | null;
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
    return { kind: 'issued', issued: { authority, certificate: new Uint8Array(certificate), chain: chain.map((one) => new Uint8Array(one)) } };
  }
}
