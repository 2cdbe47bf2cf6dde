import type { AuditEvent } from '@paraph/contracts';
import { eventSources } from '@paraph/contracts';

/** Particulars by whose value an event is found, beside all that have an identifier of ours. A closed list: what is free text stays out. */
const SEARCHED: ReadonlySet<string> = new Set([
  'serialNumber',
  'revokedSerialNumber',
  'fingerprint',
  'certificateFingerprint',
  'requestId',
  'proposalId',
  'messageDigest',
  'evidenceDigest',
  'manifestSha256',
  'month',
]);

/** An identifier of ours, of whatever kind: those of events that are yet to come are found too. */
const IDENTIFIER = /^[a-z]{2,8}_[A-Za-z0-9_-]{22}$/;

const SEPARATORS = /[\s,]+/;

/**
 * By what an event is found without reading its text: who did it, for whom, at whose request, its correlation, the digests that were signed, and
 * what its particulars name. What every event of a source has is none.
 */
export function searchTerms({ actor, recipient, requester, correlationId, digests, particulars }: AuditEvent): readonly string[] {
  const terms = new Set<string>(digests);
  for (const one of [actor.id, recipient, requester, correlationId]) if (one !== undefined && !isSource(one)) terms.add(one);
  for (const [name, value] of Object.entries(particulars)) {
    if (SEARCHED.has(name)) terms.add(value);
    // Several identifiers may stand in one particular.
    else for (const word of value.split(SEPARATORS)) if (IDENTIFIER.test(word)) terms.add(word);
  }
  return [...terms];
}

/** Whether this is a service, which is the actor of nearly all its events: it is found by `source`. */
export function isSource(name: string): boolean {
  return (eventSources as readonly string[]).includes(name);
}
