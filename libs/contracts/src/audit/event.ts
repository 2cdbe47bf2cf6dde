import { z } from 'zod';
import { id, moment } from '../fields.js';
import { eventSources } from '../services.js';

/**
 * The closed catalogue of event types by source (AUD-01). Adding one is adding a row; a service cannot record another's.
 */
export const eventTypes = {
  identity: [
    'service-started',
    'service-stopped',
    'subscriber-created',
    'client-created',
    'signer-created',
    'signer-linked',
    'client-refused',
    'request-refused',
    'enrolment-failed',
    'authorisation-opened',
    'authorisation-refused',
    'token-issued',
    'token-revoked',
    'account-opened',
    'account-closed',
    'login-created',
    'login-succeeded',
    'login-refused',
  ],
  sam: [
    'service-started',
    'service-stopped',
    'client-recorded',
    'key-generated',
    'key-destroyed',
    'rewrapping-started',
    'rewrapping-finished',
    'enrolment-opened',
    'enrolment-accepted',
    'enrolment-refused',
    'certificate-composed',
    'certificate-bound',
    'certificate-refused',
    'crl-composed',
    'activation-opened',
    'activation-refused',
    'activation-completed',
    'activation-abandoned',
    'evidence-given',
    'evidence-refused',
    'means-offered',
    'means-locked',
    'means-unlocked',
    'code-sent',
    'link-sent',
    'notice-sent',
    'change-opened',
    'change-completed',
    'change-abandoned',
    'change-refused',
    'credential-suspended',
    'credential-resumed',
    'quorum-founded',
    'proposal-opened',
    'proposal-approved',
    'proposal-done',
    'proposal-refused',
    'provider-keys-renewed',
    'provider-keys-refused',
    'activation-extended',
    'order-refused',
    'tree-head-signed',
    'tree-head-refused',
    'timestamp-composed',
    'timestamp-refused',
    'sad-issued',
    'signature-intended',
    'signature-made',
    'signature-failed',
    'signature-refused',
    'record-tampered',
    'journal-closed',
    'journal-opened',
    'journal-epoch-raised',
    'clock-stepped',
    'clock-distrusted',
    'clock-trusted',
    'log-behind',
    'log-caught-up',
  ],
  'key-lifecycle': [
    'service-started',
    'service-stopped',
    'credential-requested',
    'credential-activated',
    'credential-failed',
    'credential-claimed',
    'credential-destroyed',
    'credential-suspended',
    'credential-resumed',
  ],
  'ca-connector': ['service-started', 'service-stopped', 'certificate-requested', 'certificate-issued', 'certificate-failed', 'crl-published'],
  audit: ['service-started', 'service-stopped', 'logging-started', 'logging-stopped', 'events-read', 'event-refused', 'auditor-refused'],
} as const satisfies Record<(typeof eventSources)[number], readonly string[]>;

export type EventType<Source extends keyof typeof eventTypes> = (typeof eventTypes)[Source][number];

/** Who or what did it. */
export const actor = z.object({ kind: z.enum(['system', 'operator', 'client', 'signer']), id: z.string().min(1).max(200) });

/** One event, with the fields of AUD-02. Never a secret, never a document (AUD-09). */
export const auditEvent = z.object({
  id: id('evt'),
  source: z.enum(eventSources),
  /** 1, 2, 3, … without a gap within a source. */
  sequence: z.number().int().positive(),
  type: z.string().regex(/^[a-z]+(?:-[a-z]+)*$/),
  occurredAt: moment,
  actor,
  outcome: z.enum(['success', 'failure']),
  recipient: z.string().max(200).optional(),
  requester: z.string().max(200).optional(),
  /** People present, where that applies. */
  present: z.array(z.string().max(200)).optional(),
  cause: z.string().max(500).optional(),
  /** Identifiers, serial numbers, counts; text only. */
  particulars: z.record(z.string().max(60), z.string().max(2_000)).default({}),
  correlationId: z.string().max(64).optional(),
});
export type AuditEvent = z.output<typeof auditEvent>;

/** What a service says of an event; the outbox adds id, source, sequence, time and correlation. */
export type EventRecord<Source extends keyof typeof eventTypes> = Pick<AuditEvent, 'actor' | 'outcome'> &
  Partial<Pick<AuditEvent, 'recipient' | 'requester' | 'present' | 'cause' | 'particulars'>> & { readonly type: EventType<Source> };
