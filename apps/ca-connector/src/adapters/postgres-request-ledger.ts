import { sha256Hex } from '@paraph/kernel';
import { type Outbox, rows } from '@paraph/platform';
import { type DataSource, type EntityManager } from 'typeorm';
import type { CertificationOrder, IssuedCertificate } from '../domain/certificate-authority.js';
import { RequestLedger, type CaEvent, type RequestStanding } from '../domain/request-ledger.js';

interface Row {
  readonly credential_id: string;
  readonly csr: Buffer;
  readonly certificate: Buffer | null;
  readonly chain: Buffer[] | null;
}

/** The ledger in PostgreSQL; its events go to the outbox in the same transaction, last. */
export class PostgresRequestLedger extends RequestLedger {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'ca-connector'>,
  ) {
    super();
  }

  override begin(order: CertificationOrder, event: CaEvent): Promise<RequestStanding> {
    return this.database.transaction(async (transaction) => {
      const sql = `INSERT INTO certificate_request (request_id, credential_id, csr) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING request_id`;
      const begun = await rows(transaction, sql, [order.requestId, order.credentialId, Buffer.from(order.csr)]);
      if (begun.length === 0) return this.standing(transaction, order);
      await this.outbox.record(transaction, event);
      return { kind: 'open' };
    });
  }

  override complete(requestId: string, issued: IssuedCertificate, event: CaEvent): Promise<IssuedCertificate> {
    return this.database.transaction(async (transaction) => {
      const { certificate, chain } = issued;
      const kept = await rows(
        transaction,
        `INSERT INTO certificate (request_id, fingerprint, certificate, chain) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING request_id`,
        [requestId, sha256Hex(certificate), Buffer.from(certificate), chain.map((one) => Buffer.from(one))],
      );
      if (kept.length === 1) await this.outbox.record(transaction, event);
      return kept.length === 1 ? issued : ((await this.find(transaction, requestId))?.issued ?? issued);
    });
  }

  override record(event: CaEvent): Promise<void> {
    return this.outbox.recordAlone(event);
  }

  private async standing(transaction: EntityManager, { requestId, credentialId, csr }: CertificationOrder): Promise<RequestStanding> {
    const found = await this.find(transaction, requestId);
    if (found?.credentialId !== credentialId || !found.csr.equals(csr)) return { kind: 'taken' };
    return found.issued ? { kind: 'answered', issued: found.issued } : { kind: 'open' };
  }

  private async find(transaction: EntityManager, requestId: string) {
    const [row] = await rows<Row>(
      transaction,
      `SELECT credential_id, csr, certificate, chain FROM certificate_request LEFT JOIN certificate USING (request_id) WHERE request_id = $1`,
      [requestId],
    );
    if (!row) return undefined;
    const { credential_id: credentialId, csr, certificate, chain } = row;
    const issued = certificate && chain ? { certificate: new Uint8Array(certificate), chain: chain.map((one) => new Uint8Array(one)) } : undefined;
    return { credentialId, csr, issued };
  }
}
