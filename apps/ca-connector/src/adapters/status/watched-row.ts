import type { WatchedCertificate } from '../../domain/status-watch/watch-ledger.js';

/** A row of the table `watched_certificate`. */
export interface WatchedRow {
  readonly request_id: string;
  readonly credential_id: string;
  readonly authority: string;
  readonly issuer: string;
  readonly serial_number: string;
  readonly fingerprint: string;
}

/** The certificate of a row. */
export function watchedOf(row: WatchedRow): WatchedCertificate {
  const { request_id: requestId, credential_id: credentialId, authority, issuer, serial_number: serialNumber, fingerprint } = row;
  return { requestId, credentialId, authority, issuer, serialNumber, fingerprint };
}
