import { z } from 'zod';
import { id, moment } from '../fields.js';
import { MAX_DOCUMENTS } from '../sam/statement.js';
import { eventSources, type EventSource } from '../services.js';
import type { EventType } from './event-types.js';

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
  /** Digests that were signed, in the order of the request; base64url of 32 to 64 bytes. So is the event found by a document's digest. */
  digests: z
    .array(z.string().regex(/^[A-Za-z0-9_-]{43,86}$/))
    .max(MAX_DOCUMENTS)
    .optional(),
  correlationId: z.string().max(64).optional(),
});
export type AuditEvent = z.output<typeof auditEvent>;

/** What a service says of an event; the outbox adds id, source, sequence, time and correlation. */
export type EventRecord<Source extends EventSource> = Pick<AuditEvent, 'actor' | 'outcome'> &
  Partial<Pick<AuditEvent, 'recipient' | 'requester' | 'present' | 'cause' | 'particulars' | 'digests'>> & { readonly type: EventType<Source> };
