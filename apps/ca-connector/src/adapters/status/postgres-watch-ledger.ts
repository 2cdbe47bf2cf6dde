import { inTransaction, type Outbox, rows } from '@paraph/platform';
import type { DataSource } from 'typeorm';
import type { CaEvent } from '../../domain/request-ledger.js';
import type { Turn } from '../../domain/revocation/revocation-orders.js';
import type { VerifiedList } from '../../domain/status-watch/status-readers.js';
import { WatchLedger, type IssuedRow, type Look, type Standing, type WatchedCertificate, type Way } from '../../domain/status-watch/watch-ledger.js';
import { watchedOf, type WatchedRow } from './watched-row.js';

const UNNOTICED = `NOT EXISTS (SELECT 1 FROM noticed_revocation n WHERE n.request_id = w.request_id AND n.state <> 'lifted')`;

/** The watch in PostgreSQL. What is watched follows the ledger of requests, which stays as it is. */
export class PostgresWatchLedger extends WatchLedger {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox<'ca-connector'>,
  ) {
    super();
  }

  override async takeTurn({ authority, kind }: Way, { now, until }: Turn): Promise<Pick<Look, 'failure'> | undefined> {
    const sql = `
      INSERT INTO status_turn (authority, kind, next_at) VALUES ($1, $4, $3)
      ON CONFLICT (authority, kind) DO UPDATE SET next_at = $3 WHERE status_turn.next_at <= $2 RETURNING failure`;
    const [turn] = await rows<{ failure: string | null }>(this.database, sql, [authority, now, until, kind]);
    return turn && (turn.failure === null ? {} : { failure: turn.failure });
  }

  override endTurn({ authority, kind }: Way, { nextAt, failure, believedAt }: Look, event?: CaEvent): Promise<void> {
    return inTransaction(this.database, async (transaction) => {
      await transaction.query(`UPDATE status_turn SET next_at = $2, failure = $3, believed_at = COALESCE($5, believed_at) WHERE authority = $1 AND kind = $4`, [
        authority,
        nextAt,
        failure ?? null,
        kind,
        believedAt ?? null,
      ]);
      if (event) await this.outbox.record(transaction, event);
    });
  }

  override async standings(): Promise<readonly Standing[]> {
    const sql = `SELECT authority, kind, failure IS NULL AS believed, believed_at FROM status_turn`;
    const found = await rows<Way & { believed: boolean; believed_at: Date | null }>(this.database, sql);
    return found.map(({ authority, kind, believed, believed_at: at }) => ({
      authority,
      kind,
      isBelieved: believed,
      ...(at === null ? {} : { believedAt: at }),
    }));
  }

  override async unwatched(authority: string, limit: number): Promise<readonly IssuedRow[]> {
    const sql = `
      SELECT r.request_id, r.credential_id, c.certificate FROM certificate_request r JOIN certificate c USING (request_id)
      WHERE r.authority = $1 AND NOT EXISTS (SELECT 1 FROM watched_certificate w WHERE w.request_id = r.request_id) LIMIT $2`;
    const found = await rows<{ request_id: string; credential_id: string; certificate: Buffer }>(this.database, sql, [authority, limit]);
    return found.map(({ request_id: requestId, credential_id: credentialId, certificate }) => ({
      requestId,
      credentialId,
      certificate: new Uint8Array(certificate),
    }));
  }

  override async watch(certificates: readonly (WatchedCertificate & { readonly notAfter: Date })[], from: Date): Promise<void> {
    const sql = `
      INSERT INTO watched_certificate (request_id, credential_id, authority, issuer, serial_number, fingerprint, not_after, next_at)
      SELECT one.*, $8::timestamptz FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[]) AS one
      ON CONFLICT DO NOTHING`;
    const column = <Value>(of: (one: (typeof certificates)[number]) => Value): readonly Value[] => certificates.map(of);
    if (certificates.length === 0) return;
    await rows(this.database, sql, [
      column((one) => one.requestId),
      column((one) => one.credentialId),
      column((one) => one.authority),
      column((one) => one.issuer),
      column((one) => one.serialNumber),
      column((one) => one.fingerprint),
      column((one) => one.notAfter),
      from,
    ]);
  }

  override async watched(authority: string, now: Date): Promise<readonly WatchedCertificate[]> {
    const sql = `SELECT w.* FROM watched_certificate w WHERE w.authority = $1 AND w.not_after > $2 AND ${UNNOTICED}`;
    return (await rows<WatchedRow>(this.database, sql, [authority, now])).map(watchedOf);
  }

  override async takeDue(
    authority: string,
    { now, until }: Turn,
    limit: number,
  ): Promise<readonly (WatchedCertificate & { readonly certificate: Uint8Array })[]> {
    const sql = `
      WITH due AS (
        UPDATE watched_certificate SET next_at = $3
        WHERE request_id IN (
          SELECT w.request_id FROM watched_certificate w
          WHERE w.authority = $1 AND w.next_at <= $2 AND w.not_after > $2 AND ${UNNOTICED} ORDER BY w.next_at LIMIT $4 FOR UPDATE SKIP LOCKED)
        RETURNING *)
      SELECT due.*, c.certificate FROM due JOIN certificate c USING (request_id)`;
    const found = await rows<WatchedRow & { certificate: Buffer }>(this.database, sql, [authority, now, until, limit]);
    return found.map((row) => ({ ...watchedOf(row), certificate: new Uint8Array(row.certificate) }));
  }

  override async putBack(requestIds: readonly string[], at: Date): Promise<void> {
    await rows(this.database, `UPDATE watched_certificate SET next_at = $2 WHERE request_id = ANY($1)`, [requestIds, at]);
  }

  override async newest(authority: string, issuer: string) {
    const sql = `SELECT number::text, this_update, crl FROM authority_list WHERE authority = $1 AND issuer = $2`;
    const [row] = await rows<{ number: string; this_update: Date; crl: Buffer }>(this.database, sql, [authority, issuer]);
    return row && { number: row.number, thisUpdate: row.this_update, crl: new Uint8Array(row.crl) };
  }

  override async keep(authority: string, { issuer, number, thisUpdate, nextUpdate }: VerifiedList, crl: Uint8Array): Promise<void> {
    const sql = `
      INSERT INTO authority_list (authority, issuer, number, this_update, next_update, crl) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (authority, issuer) DO UPDATE SET number = $3, this_update = $4, next_update = $5, crl = $6
      WHERE authority_list.number <= $3 AND authority_list.this_update <= $4`;
    await rows(this.database, sql, [authority, issuer, number, thisUpdate, nextUpdate, Buffer.from(crl)]);
  }
}
