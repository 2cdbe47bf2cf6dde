import type { CaEvent } from '../request-ledger.js';
import type { WatchedCertificate } from './watch-ledger.js';

/** An authority says that it has revoked a certificate. */
export function revocationNoticed({ credentialId, requestId, authority, fingerprint, serialNumber }: WatchedCertificate, revokedAt: Date): CaEvent {
  return {
    type: 'revocation-noticed',
    actor: { kind: 'system', id: 'ca-connector' },
    outcome: 'success',
    particulars: { credentialId, requestId, authority, fingerprint, serialNumber, revokedAt: revokedAt.toISOString() },
  };
}

/** What became of it. */
export function noticeClosed({ credentialId, requestId, authority, fingerprint }: WatchedCertificate, result: string): CaEvent {
  return {
    type: 'revocation-confirmed',
    actor: { kind: 'system', id: 'ca-connector' },
    outcome: 'success',
    particulars: { credentialId, requestId, authority, fingerprint, result },
  };
}

/** It could not be followed so far. */
export function noticeInVain({ credentialId, requestId, authority, fingerprint }: WatchedCertificate, cause: string): CaEvent {
  return {
    type: 'revocation-failed',
    actor: { kind: 'system', id: 'ca-connector' },
    outcome: 'failure',
    cause,
    particulars: { credentialId, requestId, authority, fingerprint },
  };
}
