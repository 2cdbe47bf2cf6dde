import { sha256Hex } from '@paraph/kernel';
import { inTransaction, type Outbox, rows } from '@paraph/platform';
import { type DataSource, type EntityManager } from 'typeorm';
import type { IssuedCertificate } from '../domain/certificate-authority.js';
import {
  RequestLedger,
  type CaEvent,
  type ClaimedOrder,
  type Lease,
  type PlacedOrder,
  type Postponement,
  type Queue,
  type RequestStanding,
} from '../domain/request-ledger.js';

interface OrderRow {
  readonly request_id: string;
  readonly credential_id: string;
  readonly policy_id: string;
  readonly authority: string;
  readonly csr: Buffer;
  readonly requested_at: Date;
  readonly reference: string | null;
  readonly failures: number;
  readonly last_failure: string | null;
}

interface StandingRow extends OrderRow {
  readonly reason: string | null;
  readonly certificate: Buffer | null;
  readonly chain: Buffer[] | null;
}

const ORDER = `request_id, credential_id, policy_id, certificate_request.authority, csr, requested_at, reference, failures, last_failure`;
/** Nobody is at it, and its time has come. */
const IS_FREE = `state IN ('open', 'waiting') AND next_try <= $2 AND (leased_until IS NULL OR leased_until <= $2)`;

/** Answers a row if the request is new. */
const BEGIN = `
  WITH begun AS (
    INSERT INTO certificate_request (request_id, credential_id, policy_id, authority, csr, requested_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING RETURNING request_id, authority, requested_at)
  INSERT INTO certificate_progress (request_id, authority, state, next_try, leased_until)
  SELECT request_id, authority, 'open', requested_at, $7 FROM begun RETURNING request_id`;

/** Answers a row if none was kept before. A certificate that came after all ends the order, even one that was given up. */
const COMPLETE = `
  WITH kept AS (
    INSERT INTO certificate (request_id, fingerprint, certificate, chain) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING request_id)
  UPDATE certificate_progress SET state = 'answered', reference = NULL, reason = NULL, last_failure = NULL, leased_until = NULL
  WHERE request_id IN (SELECT request_id FROM kept) RETURNING request_id`;

/** The ledger in PostgreSQL; its events go to the outbox in the same transaction, last. */
export class PostgresRequestLedger extends RequestLedger {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'ca-connector'>,
  ) {
    super();
  }

  override begin(order: PlacedOrder, event: CaEvent, lease: Lease): Promise<RequestStanding> {
    return inTransaction(this.database, async (transaction) => {
      const { requestId, credentialId, policyId, authority, csr } = order;
      const begun = await rows(transaction, BEGIN, [requestId, credentialId, policyId, authority, Buffer.from(csr), lease.now, lease.until]);
      if (begun.length === 0) return this.standing(transaction, order, lease);
      await this.outbox.record(transaction, event);
      return { kind: 'claimed', order: { ...order, failures: 0, requestedAt: lease.now } };
    });
  }

  override claimDue(authority: string, { now, until }: Lease): Promise<ClaimedOrder | undefined> {
    return inTransaction(this.database, async (transaction) => {
      const [due] = await rows<OrderRow>(
        transaction,
        `SELECT ${ORDER} FROM certificate_progress JOIN certificate_request USING (request_id)
         WHERE certificate_progress.authority = $1 AND ${IS_FREE} ORDER BY failures, next_try LIMIT 1 FOR UPDATE OF certificate_progress SKIP LOCKED`,
        [authority, now],
      );
      if (!due) return undefined;
      await rows(transaction, `UPDATE certificate_progress SET leased_until = $2 WHERE request_id = $1`, [due.request_id, until]);
      return orderOf(due);
    });
  }

  override complete(requestId: string, issued: IssuedCertificate, event: CaEvent): Promise<IssuedCertificate> {
    return inTransaction(this.database, async (transaction) => {
      const { certificate, chain } = issued;
      const kept = await rows(transaction, COMPLETE, [requestId, sha256Hex(certificate), Buffer.from(certificate), chain.map((one) => Buffer.from(one))]);
      if (kept.length === 0) return (await this.kept(transaction, requestId)) ?? issued;
      await this.outbox.record(transaction, event);
      return issued;
    });
  }

  override async postpone(requestId: string, { nextTry, reference, failures, lastFailure }: Postponement, event?: CaEvent): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      await rows(
        transaction,
        `UPDATE certificate_progress SET state = CASE WHEN $3::text IS NULL THEN 'open' ELSE 'waiting' END, next_try = $2, reference = $3, failures = $4,
         last_failure = $5, leased_until = NULL WHERE request_id = $1 AND state IN ('open', 'waiting')`,
        [requestId, nextTry, reference ?? null, failures, lastFailure ?? null],
      );
      if (event) await this.outbox.record(transaction, event);
    });
  }

  override async refuse(requestId: string, reason: string, event: CaEvent): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      await rows(
        transaction,
        `UPDATE certificate_progress SET state = 'refused', reason = $2, reference = NULL, leased_until = NULL
         WHERE request_id = $1 AND state IN ('open', 'waiting')`,
        [requestId, reason],
      );
      await this.outbox.record(transaction, event);
    });
  }

  override record(event: CaEvent): Promise<void> {
    return this.outbox.recordAlone(event);
  }

  override async queues(): Promise<readonly Queue[]> {
    const found = await rows<{ authority: string; waiting: number; oldest: Date }>(
      this.database,
      `SELECT certificate_progress.authority, count(*)::integer AS waiting, min(requested_at) AS oldest
       FROM certificate_progress JOIN certificate_request USING (request_id) WHERE state IN ('open', 'waiting') GROUP BY 1 ORDER BY 1`,
    );
    return found;
  }

  private async standing(transaction: EntityManager, order: PlacedOrder, { now, until }: Lease): Promise<RequestStanding> {
    const [row] = await rows<StandingRow>(
      transaction,
      `SELECT ${ORDER}, reason, certificate, chain FROM certificate_request JOIN certificate_progress USING (request_id) LEFT JOIN certificate USING (request_id)
       WHERE request_id = $1`,
      [order.requestId],
    );
    if (row?.credential_id !== order.credentialId || !row.csr.equals(order.csr)) return { kind: 'taken' };
    const issued = issuedOf(row);
    if (issued) return { kind: 'answered', issued };
    if (row.reason !== null) return { kind: 'refused', reason: row.reason };
    const claimed = await rows(transaction, `UPDATE certificate_progress SET leased_until = $3 WHERE request_id = $1 AND ${IS_FREE} RETURNING request_id`, [
      order.requestId,
      now,
      until,
    ]);
    return claimed.length === 1 ? { kind: 'claimed', order: orderOf(row) } : { kind: 'busy', lastFailure: row.last_failure ?? undefined };
  }

  private async kept(transaction: EntityManager, requestId: string): Promise<IssuedCertificate | undefined> {
    const [row] = await rows<Pick<StandingRow, 'certificate' | 'chain'>>(transaction, `SELECT certificate, chain FROM certificate WHERE request_id = $1`, [
      requestId,
    ]);
    return row && issuedOf(row);
  }
}

function orderOf(row: OrderRow): ClaimedOrder {
  return {
    requestId: row.request_id,
    credentialId: row.credential_id,
    policyId: row.policy_id,
    authority: row.authority,
    csr: new Uint8Array(row.csr),
    reference: row.reference ?? undefined,
    failures: row.failures,
    lastFailure: row.last_failure ?? undefined,
    requestedAt: row.requested_at,
  };
}

function issuedOf({ certificate, chain }: Pick<StandingRow, 'certificate' | 'chain'>): IssuedCertificate | undefined {
  return certificate && chain ? { certificate: new Uint8Array(certificate), chain: chain.map((one) => new Uint8Array(one)) } : undefined;
}
