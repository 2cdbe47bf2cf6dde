import { sha256, toBase64Url } from '@paraph/kernel';
import type { SigningOutcome } from '../ports/signing-journal.js';
import type { SamEvent } from '../ports/transactions.js';
import type { ReservedFacts } from './activation-ledger.js';
import { countOutcome, firstCause, signaturesOf } from './outcome.js';

/** That somebody is about to sign: written with the reservation. */
export function intentEvent(facts: ReservedFacts): SamEvent {
  return eventOf(facts, 'signature-intended', facts.places.length);
}

/** How it ended: one event for what was signed, one for what was not. */
export function outcomeEvents(facts: ReservedFacts, outcome: SigningOutcome): readonly SamEvent[] {
  const { signed, released, burned } = countOutcome(outcome);
  const made: SamEvent = {
    ...eventOf(facts, 'signature-made', signed, { signatureSet: toBase64Url(sha256(JSON.stringify(signaturesOf(outcome)))) }),
    // Not their set alone: whoever holds one of many documents finds its signature by it, and can show that it is this one.
    digests: facts.digests.filter((_, place) => outcome[place]?.state === 'signed').map(({ value }) => toBase64Url(value)),
  };
  if (released + burned === 0) return [made];
  const failed: SamEvent = {
    ...eventOf(facts, 'signature-failed', released + burned, { released: String(released), burned: String(burned) }),
    outcome: 'failure',
    cause: firstCause(outcome) ?? 'hsm.ambiguous',
  };
  return signed === 0 ? [failed] : [made, failed];
}

function eventOf(facts: ReservedFacts, type: SamEvent['type'], count: number, more: Readonly<Record<string, string>> = {}): SamEvent {
  const { attemptId, activationId, credentialId, keyId, hashSet, unseen } = facts;
  return {
    type,
    actor: { kind: 'client', id: facts.clientId },
    requester: facts.signerId,
    outcome: 'success',
    particulars: {
      attemptId,
      activationId,
      credentialId,
      keyId,
      hashSet,
      count: String(count),
      scheme: facts.scheme,
      algorithmRules: facts.rulesDigest,
      ...(unseen > 0 && { unseen: String(unseen) }),
      ...more,
    },
  };
}
