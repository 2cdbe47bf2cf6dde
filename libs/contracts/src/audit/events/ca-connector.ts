import { ofEveryService } from './every-service.js';
import type { EventMeaning } from './matters.js';

/** What the connector to certification authorities records. */
export const caConnectorEvents = {
  ...ofEveryService,
  'certificate-requested': ['certificate', 'An authority was asked for a certificate.'],
  'certificate-pending': ['certificate', 'The authority has the request and has not decided.'],
  'certificate-issued': ['certificate', 'The authority issued it; with its fingerprint.'],
  'certificate-failed': ['certificate', 'The authority refused, or gave something else.'],
  'revocation-requested': ['certificate', 'An authority was asked to revoke; with the reason.'],
  'revocation-confirmed': ['certificate', 'The authority revoked.'],
  'revocation-failed': ['certificate', 'The authority did not revoke.'],
  'revocation-noticed': ['certificate', 'An authority revoked without having been asked by us.'],
  'status-refused': ['certificate', 'A status or a list did not verify.'],
  'authority-unreachable': ['certificate', 'An authority does not answer.'],
  'authority-reachable': ['certificate', 'It answers again.'],
  'crl-published': ['certificate', 'A revocation list was published.'],
} as const satisfies Record<string, EventMeaning>;
