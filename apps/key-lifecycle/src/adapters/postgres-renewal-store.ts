import type { Clock } from '@paraph/kernel';
import { inTransaction, type Outbox, rows, rowsAlone } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import { Overtaken, type LifecycleEvent } from '../domain/credential-store.js';
import { RenewalStore } from '../domain/renewals/renewal-store.js';
import type { Renewal, RenewalKind, RenewalState } from '../domain/renewals/renewal.js';

interface Row {
  readonly enrolment_id: string;
  readonly credential_id: string;
  readonly kind: RenewalKind;
  readonly state: RenewalState;
  readonly version: number;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly evidence_digest: string | null;
  readonly request_id: string | null;
  readonly csr: string | null;
  readonly evidence_issuer: string | null;
  readonly evidence_subject: string | null;
  readonly certificates: string[] | null;
  readonly failure: string | null;
}

const ALL = `enrolment_id, credential_id, kind, state, version, created_at, expires_at, evidence_digest, request_id, csr, evidence_issuer,
  evidence_subject, certificates, failure`;

/** More than a sweep settles at once; the rest waits for the next. */
const SWEEP_LIMIT = 50;

/** Renewals in PostgreSQL, each change with its event in one transaction. */
export class PostgresRenewalStore extends RenewalStore {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'key-lifecycle'>,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async add({ enrolmentId, credentialId, kind, state, version, createdAt, expiresAt }: Renewal, event: LifecycleEvent): Promise<void> {
    await inTransaction(this.database, async (transaction) => {
      await transaction.query(
        `INSERT INTO renewal (enrolment_id, credential_id, kind, state, version, created_at, touched_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $6, $7)`,
        [enrolmentId, credentialId, kind, state, version, createdAt, expiresAt],
      );
      await this.outbox.record(transaction, event);
    });
  }

  override async save(renewal: Renewal, event?: LifecycleEvent): Promise<Renewal> {
    const { enrolmentId, version, state, completion, acceptance, certificates, failure } = renewal;
    return inTransaction(this.database, async (transaction) => {
      const [written] = await rows<{ version: number }>(
        transaction,
        `UPDATE renewal SET version = version + 1, touched_at = $3, state = $4, evidence_digest = $5, request_id = $6, csr = $7, evidence_issuer = $8,
           evidence_subject = $9, certificates = $10, failure = $11
         WHERE enrolment_id = $1 AND version = $2 RETURNING version`,
        [
          enrolmentId,
          version,
          this.clock.now(),
          state,
          completion?.evidenceDigest ?? null,
          completion?.requestId ?? null,
          acceptance?.csr ?? null,
          acceptance?.issuer ?? null,
          acceptance?.subject ?? null,
          certificates === undefined ? null : JSON.stringify(certificates),
          failure ?? null,
        ],
      );
      if (written === undefined) throw new Overtaken();
      if (event !== undefined) await this.outbox.record(transaction, event);
      return { ...renewal, version: written.version };
    });
  }

  override async find(enrolmentId: string): Promise<Renewal | undefined> {
    const [row] = await rowsAlone<Row>(this.database, `SELECT ${ALL} FROM renewal WHERE enrolment_id = $1`, [enrolmentId]);
    return row && renewalOf(row);
  }

  override async leftBehind(before: Date): Promise<readonly Renewal[]> {
    const sql = `
      SELECT ${ALL} FROM renewal
      WHERE state IN ('open', 'accepted', 'certified') AND touched_at < $1 AND (state <> 'open' OR evidence_digest IS NOT NULL OR expires_at < $1)
      ORDER BY touched_at LIMIT ${SWEEP_LIMIT}`;
    return (await rows<Row>(this.database, sql, [before])).map(renewalOf);
  }
}

function renewalOf(row: Row): Renewal {
  const { evidence_digest: evidenceDigest, request_id: requestId, csr, evidence_issuer: issuer, evidence_subject: subject, certificates, failure } = row;
  return {
    enrolmentId: row.enrolment_id,
    credentialId: row.credential_id,
    kind: row.kind,
    state: row.state,
    version: row.version,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ...(evidenceDigest === null || requestId === null ? {} : { completion: { evidenceDigest, requestId } }),
    ...(csr === null || issuer === null || subject === null ? {} : { acceptance: { csr, issuer, subject } }),
    ...(certificates === null ? {} : { certificates }),
    ...(failure === null ? {} : { failure }),
  };
}
