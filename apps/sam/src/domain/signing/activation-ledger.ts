import { ServiceError } from '@paraph/contracts';
import { type Clock, sha256, type SignatureScheme, toBase64Url } from '@paraph/kernel';
import { editionOf } from '../activation/editions.js';
import { hashSetDigest } from '../activation/hash-set.js';
import type { ContainerAllowance } from '../containers/container-day.js';
import type { SigningAttempt, SigningOutcome } from '../ports/signing-journal.js';
import type { Digest } from '../ports/token.js';
import type { Transactions } from '../ports/transactions.js';
import type { ClaimedJob } from '../jobs/job-ledger.js';
import { GroupCommit, type GroupLimits } from '../group-commit.js';
import type { LedgerAnswer, LedgerEntry, ReserveEntry, Within } from './ledger-decisions.js';
import type { LedgerGroup } from './ledger-group.js';
import type { MatchedRequest } from './match-request.js';
import { failureOf, firstCause, signaturesOf } from './outcome.js';
import { requestMark } from './request-mark.js';
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
  /** Of a one-session credential: the replica that holds the key. */
  readonly heldBy?: string | undefined;
  /** Of a container’s credential: the day it was taken from. */
  readonly container?: Pick<ContainerAllowance, 'containerId' | 'day'> | undefined;
}

/** One commit at a time gathers the most; a commit takes milliseconds, so who waits for seconds waits for an absent database. */
export const LEDGER_LIMITS: GroupLimits = { largest: 64, atOnce: 1, waiting: 4_000, patienceMs: 5_000, pausesMs: [50, 150, 400, 800, 1_600, 3_000] };

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

/** Decides what is left of an activation, and writes down intent and outcome. Concurrent requests share their commits. */
export class ActivationLedger {
  private readonly commits: GroupCommit<LedgerEntry, LedgerAnswer>;

  constructor(
    group: LedgerGroup,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    limits: GroupLimits = LEDGER_LIMITS,
  ) {
    // As work of the first of them: what begins the next commit is whoever's commit came before.
    this.commits = new GroupCommit((entries) => asWorkOf(entries[0], () => group.commit(entries)), limits);
  }

  /**
   * Reserves an occurrence for each wanted hash, all or none, and writes the intent, in one transaction. Answers the
   * stored signatures instead if this very attempt was made before.
   *
   * @throws `sad.spent`, `hash.not_authorised`, `sad.invalid` if the activation was abandoned meanwhile; `proof.invalid`; `container.limit`; `record.tampered`; what the first
   * one met, for a repeat of an attempt that did not make every signature; `service.unavailable`, `deadline.exceeded`
   */
  async reserve(authorisation: Authorisation, matched: MatchedRequest): Promise<Reservation | readonly string[]> {
    const entry = reserveEntryOf(authorisation, matched, this.transactions.ownContext());
    const answer = await this.commits.ask(entry);
    if (answer.kind === 'repeated') return repeat(answer.attempt, entry);
    if (answer.kind !== 'reserved') throw new Error('a reservation was answered as something else');
    const reservation = reserve(answer.facts);
    const { answerBy } = matched.request;
    if (answerBy === undefined || this.clock.now() < answerBy) return reservation;

    // Nobody waits any more: better free again than signed for nobody.
    const late = answer.facts.places.map(() => ({ state: 'released', cause: 'deadline.exceeded' }) as const);
    await this.conclude(reservation, late);
    throw failureOf(late);
  }

  /** Writes what became of a reservation, and tries again for a while if the store is away. What stays unwritten is burned later, by `ReconcileAttempts`. */
  async conclude({ facts }: Reservation, outcome: SigningOutcome): Promise<void> {
    const { activationId, attemptId } = facts;
    await this.commits.insist({ kind: 'conclude', activationId, attemptId, facts, outcome, within: this.transactions.ownContext() });
  }

  /** The reservation of a job whose claim is durable: from here on the token may be asked for it, once. */
  callUp(job: ClaimedJob): Reservation {
    return reserve(job.take());
  }
}

/** `within` answers nothing, and what is begun in it goes on as that request's. */
function asWorkOf<T>(entry: LedgerEntry | undefined, begin: () => Promise<T>): Promise<T> {
  if (!entry) return begin();
  return new Promise((resolve, reject) => entry.within(() => void begin().then(resolve, reject)));
}

/** What a request that was verified and matched asks of the ledger. */
export function reserveEntryOf(authorisation: Authorisation, matched: MatchedRequest, within: Within): ReserveEntry {
  return {
    kind: 'reserve',
    activationId: matched.draft.activationId,
    attemptId: matched.request.attemptId,
    requestDigest: requestMark(authorisation.claims, digestOf(matched.request)),
    edition: editionOf(authorisation.claims),
    authorised: matched.authorised,
    wanted: matched.hashes,
    proofDigest: authorisation.proofDigest,
    decidedBy: matched.decidedBy,
    container: matched.container,
    factsFor: (places) => factsOf(authorisation, matched, places),
    within,
  };
}

function factsOf(
  { claims }: Authorisation,
  { request, draft, binding, digests, hashAlgorithmOid, scheme, rulesDigest, hashes, container }: MatchedRequest,
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
    hashSet: hashSetDigest(hashAlgorithmOid, hashes),
    ...(binding.heldBy !== undefined && { heldBy: binding.heldBy }),
    ...(container && { container: { containerId: container.containerId, day: container.day } }),
  };
}

// A repeat is the gateway's own retry over the bus. It never signs: it gets what the first one got, or hears that it is not known.
function repeat(attempt: SigningAttempt, { activationId, requestDigest }: ReserveEntry): readonly string[] {
  if (attempt.activationId !== activationId || attempt.requestDigest !== requestDigest)
    throw new ServiceError('sad.spent', 'the attempt was made for another request');
  const { outcome } = attempt;
  if (!outcome) throw new ServiceError('hsm.ambiguous', 'the outcome of this attempt is not known');
  if (firstCause(outcome) === undefined) return signaturesOf(outcome);
  throw failureOf(outcome);
}

function digestOf({ sad, clientId, signerId, credentialId, hashes, ...algorithm }: SignatureRequest): string {
  const { signAlgorithmOid, signAlgorithmParameters, hashAlgorithmOid } = algorithm;
  const named = [signAlgorithmOid, signAlgorithmParameters ?? null, hashAlgorithmOid ?? null];
  return toBase64Url(sha256(JSON.stringify([sad, clientId, signerId ?? null, credentialId, hashes, ...named])));
}
