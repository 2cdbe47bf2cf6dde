import type { AuditEvent } from '@paraph/contracts';
import { breaches, type Check, type RelatedEvents } from './check.js';

/** Longer than a signature takes, and than an event is on its way. */
const MINUTES_10 = 600_000;
/** The intent is written a moment after the SAD was judged. */
const WRITING_MS = 60_000;

/** Every signature has all that the module demands before it makes one (EN 419 241-2: activation, evidence, SAD), and its key and certificate. */
export const checkSignatures: Check = {
  rules: [
    'signature-without-intent',
    'signature-without-activation',
    'signature-without-evidence',
    'signature-without-sad',
    'signature-without-certificate',
    'signature-without-key',
    'signature-after-destruction',
    'signature-while-suspended',
    'signature-beyond-activation',
    'signature-repeated',
  ],
  looksAt: ['signature-made'],
  // What an attempt has is asked of the attempt: a credential that seals has millions of them.
  lookups: [
    { by: 'attemptId', types: ['signature-intended', 'signature-made'] },
    { by: 'activationId', types: ['activation-opened', 'activation-completed', 'evidence-given', 'activation-extended', 'sad-issued', 'signature-made'] },
    { by: 'credentialId', types: ['enrolment-accepted', 'certificate-bound', 'key-generated', 'key-destroyed', 'credential-suspended', 'credential-resumed'] },
  ],
  settledAfterMs: MINUTES_10,
  judge: ({ position, event }, related) => {
    const { attemptId, activationId, keyId } = event.particulars;
    const intent = related.of('signature-intended', 'attemptId', attemptId).find((one) => one.sequence < event.sequence && isSameAct(one, event));
    // From here on the place of the intent counts: what stands before it was so when the signature was decided.
    const decided = intent ?? event;
    return breaches(position, [
      ['signature-without-intent', attemptId, intent !== undefined],
      ['signature-without-activation', attemptId, isActivated(related, decided)],
      ['signature-without-evidence', attemptId, hasEvidence(related, decided)],
      ['signature-without-sad', attemptId, related.of('sad-issued', 'activationId', activationId).some((sad) => isInForce(sad, decided))],
      ['signature-without-certificate', attemptId, isCertified(related, decided)],
      ['signature-without-key', attemptId, related.of('key-generated', 'keyId', keyId).some((key) => isBefore(key, decided) && isOfSameCredential(key, event))],
      ['signature-after-destruction', attemptId, !related.of('key-destroyed', 'keyId', keyId).some((end) => isBefore(end, decided))],
      ['signature-while-suspended', attemptId, !isSuspended(related, decided)],
      ['signature-beyond-activation', attemptId, madeUntil(related, event) <= allowedBy(related, decided)],
      ['signature-repeated', attemptId, related.of('signature-made', 'attemptId', attemptId).length <= 1],
    ]);
  },
};

/** Every intention to sign ends. */
export const checkIntents: Check = {
  rules: ['intent-without-outcome'],
  looksAt: ['signature-intended'],
  lookups: [{ by: 'attemptId', types: ['signature-made', 'signature-failed'] }],
  settledAfterMs: MINUTES_10,
  judge: ({ position, event }, related) => {
    const { attemptId } = event.particulars;
    const isOver = related.has('signature-made', 'attemptId', attemptId) || related.has('signature-failed', 'attemptId', attemptId);
    return breaches(position, [['intent-without-outcome', attemptId, isOver]]);
  },
};

/** All of these are the SAM's, in whose sequence nothing overtakes. */
function isBefore(one: AuditEvent, other: AuditEvent): boolean {
  return one.sequence < other.sequence;
}

function isSameAct({ particulars: one, actor }: AuditEvent, { particulars: other, actor: who }: AuditEvent): boolean {
  return actor.id === who.id && ['activationId', 'credentialId', 'keyId', 'hashSet'].every((name) => one[name] === other[name]);
}

function isOfSameCredential(one: AuditEvent, other: AuditEvent): boolean {
  return one.particulars['credentialId'] === other.particulars['credentialId'];
}

function isActivated(related: RelatedEvents, decided: AuditEvent): boolean {
  const { activationId } = decided.particulars;
  return ['activation-opened', 'activation-completed'].every((type) =>
    related.of(type, 'activationId', activationId).some((one) => isBefore(one, decided) && isOfSameCredential(one, decided)),
  );
}

function hasEvidence(related: RelatedEvents, decided: AuditEvent): boolean {
  const { activationId, credentialId } = decided.particulars;
  if (related.of('evidence-given', 'reference', activationId).some((one) => isBefore(one, decided))) return true;
  // A key of one session: the act by which its signer accepted the certificate authorised the signatures too (KEY-06).
  const enrolments = related.of('activation-completed', 'activationId', activationId).flatMap((one) => one.particulars['enrolmentId'] ?? []);
  return related
    .of('enrolment-accepted', 'credentialId', credentialId)
    .some((one) => isBefore(one, decided) && enrolments.includes(one.particulars['enrolmentId'] ?? ''));
}

function isInForce(sad: AuditEvent, decided: AuditEvent): boolean {
  const expiresAt = Date.parse(sad.particulars['expiresAt'] ?? '');
  return isBefore(sad, decided) && isOfSameCredential(sad, decided) && Date.parse(decided.occurredAt) <= expiresAt + WRITING_MS;
}

function isCertified(related: RelatedEvents, decided: AuditEvent): boolean {
  const bound = related.of('certificate-bound', 'credentialId', decided.particulars['credentialId']).filter((one) => isBefore(one, decided));
  return Date.parse(bound.at(-1)?.particulars['validTo'] ?? '') > Date.parse(decided.occurredAt);
}

/** Key-lifecycle tells the same in a sequence of its own: only the module's has an order with what it signs. */
function isSuspended(related: RelatedEvents, decided: AuditEvent): boolean {
  const last = (type: string): number =>
    related
      .of(type, 'credentialId', decided.particulars['credentialId'])
      .filter((one) => one.source === decided.source && isBefore(one, decided))
      .reduce((latest, { sequence }) => Math.max(latest, sequence), 0);
  return last('credential-suspended') > last('credential-resumed');
}

/** Signatures of an activation up to an event and with it. An attempt that is told twice counts once: that it is, another rule says. */
function madeUntil(related: RelatedEvents, made: AuditEvent): number {
  const byAttempt = new Map<string, number>();
  for (const one of related.of('signature-made', 'activationId', made.particulars['activationId'])) {
    // Whoever writes a smaller number beside the digests has them counted.
    const count = Math.max(Number(one.particulars['count'] ?? 0), one.digests?.length ?? 0);
    if (one.sequence <= made.sequence) byAttempt.set(one.particulars['attemptId'] ?? '', count);
  }
  return [...byAttempt.values()].reduce((sum, count) => sum + count, 0);
}

/**
 * How many signatures an activation allows: as many as its SAD say, and no more than hashes were named for it, those that its signer was shown and those
 * that the application added. Where either is not in the log, another rule says so.
 */
function allowedBy(related: RelatedEvents, decided: AuditEvent): number {
  const counts = (type: string): readonly number[] =>
    related
      .of(type, 'activationId', decided.particulars['activationId'])
      .filter((one) => isBefore(one, decided))
      .flatMap(({ particulars }) => (particulars['count'] === undefined ? [] : [Number(particulars['count'])]));
  const [sads, opened] = [counts('sad-issued'), counts('activation-opened')];
  const named = [...opened, ...counts('activation-extended')].reduce((sum, count) => sum + count, 0);
  return Math.min(sads.length === 0 ? Infinity : Math.max(...sads), opened.length === 0 ? Infinity : named);
}
