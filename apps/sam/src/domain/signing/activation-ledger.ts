import { isErrorCode, ServiceError } from '@paraph/contracts';
import { type Clock, sha256, type SignatureScheme, toBase64Url } from '@paraph/kernel';
import { hashSetDigest } from '../activation/hash-set.js';
import { isSpent, settleOccurrences, takeOccurrences } from '../activation/occurrences.js';
import type { SealedProgress } from '../activation/sealed-progress.js';
import type { EvidenceLedger } from '../ports/evidence-ledger.js';
import type { SigningJournal, SigningAttempt, SigningOutcome } from '../ports/signing-journal.js';
import type { Digest } from '../ports/token.js';
import type { Transaction, Transactions, SamEvent } from '../ports/transactions.js';
import { Reason } from '../refusals.js';
import type { MatchedRequest } from './match-request.js';
import type { SignatureRequest } from './signature-request.js';
import type { Authorisation } from './verify-sad.js';

/** What was taken from the ledger, for whom. */
export interface ReservedFacts {
  readonly attemptId: string;
  readonly activationId: string;
  readonly clientId: string;
  readonly credentialId: string;
  readonly signerId: string;
  readonly keyId: string;
  /** SubjectPublicKeyInfo, DER, Base64: the key the binding record names. */
  readonly publicKey: string;
  readonly digests: readonly Digest[];
  readonly scheme: SignatureScheme;
  /** Their places in the activation, in the same order. */
  readonly places: readonly number[];
  /** Digest of the policy on algorithms that allowed it. */
  readonly rulesDigest: string;
  /** How many of them the signer did not see: the client added them later. */
  readonly unseen: number;
  /** Digest of the wanted hashes, for events. */
  readonly hashSet: string;
}

let reserve: (facts: ReservedFacts) => Reservation;

/**
 * Occurrences that are reserved, the intent to sign them durable. Only the ledger makes one, from an authorisation; it
 * can be taken once, so that no reservation signs twice.
 */
export class Reservation {
  private taken = false;

  private constructor(readonly facts: ReservedFacts) {}

  static {
    reserve = (facts) => new Reservation(facts);
  }

  /** What to sign. A second call is a bug. */
  take(): ReservedFacts {
    if (this.taken) throw new Error('a reservation is signed once');
    this.taken = true;
    return this.facts;
  }
}

/** Decides what is left of an activation, and writes down intent and outcome. */
export class ActivationLedger {
  constructor(
    private readonly transactions: Transactions,
    private readonly progress: SealedProgress,
    private readonly journal: SigningJournal,
    private readonly used: EvidenceLedger,
    private readonly clock: Clock,
  ) {}

  /**
   * Reserves an occurrence for each wanted hash, all or none, and writes the intent, in one transaction. Answers the
   * stored signatures instead if this very attempt was made before.
   *
   * @throws `sad.spent`, `hash.not_authorised`, `sad.invalid` if the activation was abandoned meanwhile; `proof.invalid`; `record.tampered`; what the first
   * one met, for a repeat of an attempt without signatures
   */
  async reserve(authorisation: Authorisation, matched: MatchedRequest): Promise<Reservation | readonly string[]> {
    const { attemptId } = matched.request;
    const { activationId } = matched.draft;
    const requestDigest = digestOf(matched.request);
    const found = await this.transactions.run(async (transaction): Promise<SigningAttempt | ReservedFacts> => {
      const progress = await this.progress.lock(transaction, activationId);
      if (progress?.state !== 'issued') throw new ServiceError('sad.invalid', 'the SAD is not valid');
      const earlier = await this.journal.find(transaction, attemptId);
      if (earlier) return earlier;

      if (isSpent(progress.occurrences)) throw new ServiceError('sad.spent', 'nothing is left of what the SAD authorised');
      const taken = takeOccurrences(matched.authorised, progress.occurrences, matched.hashes);
      if (!taken) throw new ServiceError('hash.not_authorised', 'a digest is not authorised, or was signed already');

      await this.spendProof(transaction, authorisation, activationId);
      const facts = factsOf(authorisation, matched, taken.places);
      await this.progress.advance(transaction, activationId, { state: 'issued', occurrences: taken.occurrences });
      await this.journal.intend(transaction, { attemptId, activationId, requestDigest, intendedAt: this.clock.now() });
      transaction.record(eventOf(facts, 'signature-intended'));
      return facts;
    });
    return 'requestDigest' in found ? repeat(found, activationId, requestDigest) : reserve(found);
  }

  // A proof of possession serves one request (RFC 9449 section 11.1); a repeat of an attempt was answered above.
  private async spendProof(transaction: Transaction, { proofDigest }: Authorisation, activationId: string): Promise<void> {
    if (proofDigest === undefined || (await this.used.spend(transaction, proofDigest, activationId))) return;
    throw new ServiceError('proof.invalid', 'the proof of possession is not accepted', { cause: new Reason('used before') });
  }

  /** Writes how a reservation ended. If this fails, its occurrences stay reserved for ever, which is as good as burned. */
  async conclude({ facts }: Reservation, outcome: SigningOutcome): Promise<void> {
    await this.transactions.run(async (transaction) => {
      const progress = await this.progress.lock(transaction, facts.activationId);
      if (!progress) throw new Error('the activation is gone');
      const occurrences = settleOccurrences(progress.occurrences, facts.places, outcome.state);
      await this.progress.advance(transaction, facts.activationId, { state: progress.state, occurrences });
      if (!(await this.journal.conclude(transaction, facts.attemptId, { outcome, endedAt: this.clock.now() })))
        throw new Error('the attempt has an outcome already');
      transaction.record(outcomeEvent(facts, outcome));
    });
  }
}

function factsOf(
  { claims }: Authorisation,
  { request, draft, binding, digests, scheme, rulesDigest, hashes }: MatchedRequest,
  places: readonly number[],
): ReservedFacts {
  return {
    attemptId: request.attemptId,
    activationId: claims.jti,
    clientId: claims.client,
    credentialId: claims.credential,
    signerId: claims.sub,
    keyId: binding.keyId,
    publicKey: binding.publicKey,
    digests,
    scheme,
    places,
    rulesDigest,
    unseen: places.filter((place) => place >= draft.hashes.length).length,
    hashSet: hashSetDigest(draft.hashAlgorithmOid, hashes),
  };
}

// A repeat is the gateway's own retry over the bus. It never signs: it gets what the first one got, or hears that it is not known.
function repeat(attempt: SigningAttempt, activationId: string, requestDigest: string): readonly string[] {
  if (attempt.activationId !== activationId || attempt.requestDigest !== requestDigest)
    throw new ServiceError('sad.spent', 'the attempt was made for another request');
  const { outcome } = attempt;
  if (outcome?.state === 'made') return outcome.signatures;
  if (outcome?.state === 'released')
    throw new ServiceError(isErrorCode(outcome.cause) ? outcome.cause : 'hsm.refused', 'the token refused this attempt before it signed');
  throw new ServiceError('hsm.ambiguous', 'the outcome of this attempt is not known');
}

function digestOf({ sad, clientId, signerId, credentialId, hashes, ...algorithm }: SignatureRequest): string {
  const { signAlgorithmOid, signAlgorithmParameters, hashAlgorithmOid } = algorithm;
  const named = [signAlgorithmOid, signAlgorithmParameters ?? null, hashAlgorithmOid ?? null];
  return toBase64Url(sha256(JSON.stringify([sad, clientId, signerId ?? null, credentialId, hashes, ...named])));
}

function outcomeEvent(facts: ReservedFacts, outcome: SigningOutcome): SamEvent {
  if (outcome.state === 'made') return eventOf(facts, 'signature-made', { signatureSet: toBase64Url(sha256(JSON.stringify(outcome.signatures))) });
  return { ...eventOf(facts, 'signature-failed', { occurrences: outcome.state }), outcome: 'failure', cause: outcome.cause };
}

function eventOf(facts: ReservedFacts, type: SamEvent['type'], more: Readonly<Record<string, string>> = {}): SamEvent {
  const { attemptId, activationId, credentialId, keyId, hashSet, places } = facts;
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
      count: String(places.length),
      scheme: facts.scheme,
      algorithmRules: facts.rulesDigest,
      ...(facts.unseen > 0 && { unseen: String(facts.unseen) }),
      ...more,
    },
  };
}
