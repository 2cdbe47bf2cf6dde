import { ofEveryService } from './every-service.js';
import type { EventMeaning } from './matters.js';

/** What key-lifecycle records. */
export const keyLifecycleEvents = {
  ...ofEveryService,
  'credential-requested': ['key', 'A credential was asked for; with who asked, for whom, under which policy.'],
  'credential-activated': ['key', 'A credential has its certificate and can sign.'],
  'credential-failed': ['key', 'A credential came to nothing.'],
  'credential-claimed': ['key', 'A credential that a signer had made through an application was claimed by it.'],
  'credential-revoked': ['certificate', 'A credential’s certificate is revoked.'],
  'credential-destroyed': ['key', 'A credential’s key is destroyed.'],
  'credential-suspended': ['key', 'A credential signs nothing until it is resumed.'],
  'credential-resumed': ['key', 'A credential signs again.'],
  'credential-expired': ['certificate', 'A credential’s certificate is over.'],
  'credential-renewed': ['certificate', 'A credential has a new certificate, or a new key in the place of the old one.'],
  'session-opened': ['key', 'A one-session credential was opened for an application.'],
  'session-ended': ['key', 'It is over; with the cause.'],
  'container-created': ['account', 'A container for a customer’s seals was entered.'],
  'container-suspended': ['account', 'It is suspended.'],
  'container-resumed': ['account', 'It is resumed.'],
  'container-closed': ['account', 'It is closed for good.'],
  'container-delegated': ['account', 'A customer delegated to an application that it seals in the customer’s name.'],
  'reconciliation-finished': ['detection', 'Keys and credentials were compared; with what was found.'],
  'orphan-found': ['detection', 'A key without a credential, or a credential without its key.'],
  'certificate-ending': ['certificate', 'A certificate ends soon; its signer or customer was told.'],
} as const satisfies Record<string, EventMeaning>;
