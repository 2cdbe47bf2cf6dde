import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { fromBase64, sha256, toBase64Url, type Clock } from '@paraph/kernel';
import { reportingTampering } from '../authority-state/tampered-state.js';
import type { ContainerDays } from '../containers/container-days.js';
import { callUp, letGo, setAside } from '../activation/occurrences.js';
import type { SealedProgress } from '../activation/sealed-progress.js';
import type { Reliance } from '../journal/journal-change.js';
import type { EvidenceLedger } from '../ports/evidence-ledger.js';
import type { JobRows } from '../ports/job-rows.js';
import type { SigningJournal } from '../ports/signing-journal.js';
import type { Transaction, Transactions } from '../ports/transactions.js';
import { reserveEntryOf, type ReservedFacts } from '../signing/activation-ledger.js';
import { Decisions, type ReserveEntry } from '../signing/ledger-decisions.js';
import type { MatchedRequest } from '../signing/match-request.js';
import { requestMark } from '../signing/request-mark.js';
import { intentEvent, outcomeEvents } from '../signing/signing-events.js';
import type { Authorisation } from '../signing/verify-sad.js';
import type { SealedJobs } from './sealed-jobs.js';
import type { JobLimits, JobRequest, SigningJob } from './signing-job.js';

/** Seconds after which there may be room. */
const RETRY_AFTER = 5;

let claimed: (facts: ReservedFacts) => ClaimedJob;

/** A job whose claim is durable. Only the ledger of jobs makes one; it becomes one reservation. */
export class ClaimedJob {
  private taken = false;

  private constructor(private readonly facts: ReservedFacts) {}

  static {
    claimed = (facts) => new ClaimedJob(facts);
  }

  /** What to sign. A second call is a bug. */
  take(): ReservedFacts {
    if (this.taken) throw new Error('a claim becomes one reservation');
    this.taken = true;
    return this.facts;
  }
}

/** What the SAM stores about jobs and what they take from. */
export interface JobStores {
  readonly jobs: JobRows;
  readonly journal: SigningJournal;
  readonly used: EvidenceLedger;
  readonly progress: SealedProgress;
  readonly days: ContainerDays;
}

/** What a job is held against once more before it is claimed. */
export interface Standing {
  readonly decidedBy: readonly Reliance[];
  /** Digest of the policy on algorithms that allows it now. */
  readonly rulesDigest: string;
}

/** Takes jobs, claims them and lets them go: each a transaction in which the activation's letters, its version in the journal and the job move together. */
export class JobLedger {
  constructor(
    private readonly stores: JobStores,
    private readonly seals: SealedJobs,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly limits: JobLimits,
  ) {}

  /**
   * Reserves an occurrence for each wanted hash, all or none, and stores the job with the intent. The very same request again changes nothing.
   *
   * @throws `attempt.too_many`, `deadline.exceeded`, `container.limit`, and what `ActivationLedger.reserve` throws before it reserves
   */
  async accept(authorisation: Authorisation, matched: MatchedRequest, request: JobRequest): Promise<void> {
    const entry = entryOf(authorisation, matched, request);
    await reportingTampering(this.transactions, () =>
      this.transactions.runAlone('job-acceptance', (transaction) => this.take(transaction, { entry, matched, request })),
    );
  }

  private async take(transaction: Transaction, { entry, matched, request }: Asked): Promise<void> {
    const decisions = await this.decide(transaction, entry);
    const [answer] = decisions.answers;
    if (answer?.status === 'rejected') throw answer.reason;
    if (answer?.value.kind === 'repeated') {
      const { activationId, requestDigest } = answer.value.attempt;
      if (activationId === entry.activationId && requestDigest === entry.requestDigest) return;
      throw new ServiceError('sad.spent', 'the attempt was made for another request');
    }
    if (answer?.value.kind !== 'reserved') throw new Error('a reservation was answered as something else');
    await this.demandRoom(transaction, request.clientId);
    await decisions.days.write();
    await this.store(transaction, { facts: answer.value.facts, entry, matched, request, letters: decisions.letters.get(entry.activationId) ?? '' });
    // Nobody would ever hear of it: better nothing was taken.
    if (request.answerBy !== undefined && this.clock.now() >= request.answerBy) throw new ServiceError('deadline.exceeded', 'the caller waits no longer');
  }

  /**
   * Claims a job that waits: from the moment this is durable, the token may have been asked. `undefined` if somebody else has it.
   *
   * @throws `sad.invalid` if the activation was ended, or its epoch is over; `record.tampered`, `journal.closed`
   */
  claim(job: SigningJob, { decidedBy, rulesDigest }: Standing): Promise<ClaimedJob | undefined> {
    const { attemptId, activationId, epoch, places } = job;
    return this.transactions.run(async (transaction) => {
      if (!(await this.stores.jobs.hold(transaction, attemptId))) return undefined;
      transaction.rely({ kind: 'epoch', epoch, otherwise: 'sad.invalid' });
      for (const row of decidedBy) transaction.rely(row);
      const progress = await this.stores.progress.lock(transaction, activationId);
      if (progress?.state !== 'issued') throw new ServiceError('sad.invalid', 'the activation was ended');
      const occurrences = callUp(progress.occurrences, places);
      if (occurrences === undefined) throw new ServiceError('record.tampered', 'what a job waits with does not wait');
      await this.stores.progress.advanceAll(transaction, [{ progress, occurrences }]);
      if (!(await this.stores.jobs.claim(transaction, attemptId, this.clock.now())))
        throw new ServiceError('record.tampered', 'the attempt of a job does not wait');
      return claimed(factsOf(job, rulesDigest));
    });
  }

  /** Has a claimed job wait again that the token certainly did not sign. False if it was burned meanwhile. */
  putBack({ attemptId, activationId, places }: SigningJob, dueAt: Date): Promise<boolean> {
    return this.transactions.run(async (transaction) => {
      const progress = await this.stores.progress.lock(transaction, activationId);
      if (!progress || !(await this.stores.jobs.putBack(transaction, attemptId, dueAt))) return false;
      await this.stores.progress.advanceAll(transaction, [{ progress, occurrences: setAside(progress.occurrences, places) }]);
      return true;
    });
  }

  /** Ends a job that waits without asking the token for it. What `burned` may have been signed in a past that the journal does not know. */
  end(job: SigningJob, state: 'released' | 'burned', cause: ErrorCode): Promise<boolean> {
    const { attemptId, activationId, places } = job;
    return this.transactions.run(async (transaction) => {
      if (!(await this.stores.jobs.hold(transaction, attemptId))) return false;
      // A stop goes through whatever is found; but a row that is not ours, or is old, gets no new letters.
      const newest = this.transactions.newest({ kind: 'activation', id: activationId });
      const found = await this.stores.progress.lockAsFound(transaction, activationId);
      const occurrences = found?.isGenuine && found.version >= newest ? letGo(found.occurrences, places, state) : undefined;
      if (found && occurrences !== undefined && occurrences !== found.occurrences)
        await this.stores.progress.advanceAll(transaction, [{ progress: found, occurrences }]);
      const now = this.clock.now();
      await this.stores.jobs.claim(transaction, attemptId, now);
      const outcome = places.map(() => ({ state, cause }) as const);
      if ((await this.stores.journal.conclude(transaction, [{ attemptId, outcome, endedAt: now }])) !== 1) return false;
      for (const event of outcomeEvents(factsOf(job, ''), outcome)) transaction.record(event);
      return true;
    });
  }

  private async decide(transaction: Transaction, entry: ReserveEntry): Promise<Decisions> {
    const { progress, journal, used, days } = this.stores;
    const activations = await progress.lockAll(transaction, [entry.activationId]);
    const found = {
      activations,
      attempts: await journal.find(transaction, [entry.attemptId]),
      days: await days.lock(transaction, [entry.container?.containerId]),
    };
    const decisions = new Decisions([entry], found, new Set());
    const proofs = [...decisions.proofs];
    if (proofs.length === 0) return decisions;
    // A proof of possession serves one request (RFC 9449 section 11.1).
    const accepted = await used.spendAll(transaction, proofs);
    return accepted.size === proofs.length ? decisions : new Decisions([entry], found, new Set(proofs.map(([digest]) => digest)));
  }

  private async demandRoom(transaction: Transaction, clientId: string): Promise<void> {
    const { all, ofClient } = await this.stores.jobs.countWaiting(transaction, clientId);
    if (all < this.limits.waiting && ofClient < this.limits.waitingOfClient) return;
    throw new ServiceError('attempt.too_many', 'too many requests wait to be signed', { retryAfter: RETRY_AFTER });
  }

  private async store(transaction: Transaction, { facts, entry, matched, request, letters }: Accepted): Promise<void> {
    const { progress: sealed, jobs } = this.stores;
    const progress = await sealed.lock(transaction, entry.activationId);
    if (!progress) throw new Error('a locked activation is gone');
    await sealed.advanceAll(transaction, [{ progress, occurrences: setAside(letters, facts.places) }]);
    for (const row of entry.decidedBy) transaction.rely(row);
    const now = this.clock.now();
    const job = jobOf(facts, matched, { request, now, signBy: new Date(now.getTime() + this.limits.signWithinMs) });
    const { attemptId, activationId } = facts;
    await jobs.add(transaction, {
      attemptId,
      ...this.seals.close(job),
      clientId: facts.clientId,
      intent: { attemptId, activationId, requestDigest: entry.requestDigest, places: facts.places, intendedAt: now },
      validityMs: request.validityMs,
      isAnnounced: request.responseUri !== undefined,
    });
    transaction.record(intentEvent(facts));
  }
}

/** A request that was matched, and the entry it makes. */
interface Asked {
  readonly entry: ReserveEntry;
  readonly matched: MatchedRequest;
  readonly request: JobRequest;
}

interface Accepted {
  readonly facts: ReservedFacts;
  readonly entry: ReserveEntry;
  readonly matched: MatchedRequest;
  readonly request: JobRequest;
  /** With the places reserved. */
  readonly letters: string;
}

/** The same request to be signed at once is another one. */
function entryOf(authorisation: Authorisation, matched: MatchedRequest, { validityMs, responseUri }: JobRequest): ReserveEntry {
  const entry = reserveEntryOf(authorisation, matched, (act) => act());
  const digest = toBase64Url(sha256(JSON.stringify(['job', entry.requestDigest, validityMs, responseUri ?? null])));
  return { ...entry, requestDigest: requestMark(authorisation.claims, digest) };
}

function jobOf(
  { attemptId, activationId, clientId, credentialId, signerId, keyId, publicKey, digests, scheme, places, unseen, hashSet, container }: ReservedFacts,
  { draft, binding, hashes }: MatchedRequest,
  { request, now, signBy }: { readonly request: JobRequest; readonly now: Date; readonly signBy: Date },
): SigningJob {
  const { signAlgorithmOid, signAlgorithmParameters, hashAlgorithmOid, validityMs, responseUri, correlationId } = request;
  const [digest] = digests;
  if (!digest) throw new Error('a job without a digest');
  return {
    ...{ attemptId, activationId, epoch: draft.epoch, clientId, subscriberId: binding.subscriberId, credentialId, signerId, keyId, publicKey },
    certificateFingerprint: draft.certificateFingerprint,
    algorithm: { signAlgorithmOid, signAlgorithmParameters, hashAlgorithmOid },
    ...{ scheme, digestAlgorithm: digest.algorithm, hashes, places, unseen, hashSet },
    acceptedAt: now.toISOString(),
    signBy: signBy.toISOString(),
    ...{ validityMs, responseUri, correlationId },
    ...(container && { container }),
  };
}

function factsOf(job: SigningJob, rulesDigest: string): ReservedFacts {
  const { attemptId, activationId, clientId, credentialId, signerId, keyId, publicKey, digestAlgorithm, hashes, scheme, places, unseen, hashSet } = job;
  const { container } = job;
  const digests = hashes.map((hash) => ({ algorithm: digestAlgorithm, value: fromBase64(hash) ?? new Uint8Array() }));
  const about = { attemptId, activationId, clientId, credentialId, signerId, keyId, publicKey };
  return { ...about, digests, scheme, places, rulesDigest, unseen, hashSet, container };
}
