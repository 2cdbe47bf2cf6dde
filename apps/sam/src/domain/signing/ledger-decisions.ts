import { ServiceError } from '@paraph/contracts';
import { editionOf, replacedSad } from '../activation/editions.js';
import { isSpent, settleOccurrences, takeOccurrences } from '../activation/occurrences.js';
import type { ContainerAllowance } from '../containers/container-day.js';
import type { HeldDays } from '../containers/container-days.js';
import type { Reliance } from '../journal/journal-change.js';
import type { ActivationProgress } from '../ports/activation-rows.js';
import type { SigningAttempt, SigningOutcome } from '../ports/signing-journal.js';
import { Reason } from '../refusals.js';
import type { ReservedFacts } from './activation-ledger.js';
import { isSameOutcome } from './outcome.js';

/** Does something as part of the request it belongs to, so that its events carry that request's correlation. */
export type Within = (act: () => void) => void;

interface Entry {
  readonly activationId: string;
  readonly attemptId: string;
  readonly within: Within;
}

/** A request that wants occurrences. */
export interface ReserveEntry extends Entry {
  readonly kind: 'reserve';
  readonly requestDigest: string;
  /** Of the SAD that asks. */
  readonly edition: number;
  readonly authorised: readonly string[];
  readonly wanted: readonly string[];
  /** What marks the bearer's proof of possession as used, where there is one. */
  readonly proofDigest?: string | undefined;
  readonly decidedBy: readonly Reliance[];
  /** Of a container's credential: what may be taken of its day. */
  readonly container?: ContainerAllowance | undefined;
  readonly factsFor: (places: readonly number[]) => ReservedFacts;
}

/** A reservation that has ended. */
export interface ConcludeEntry extends Entry {
  readonly kind: 'conclude';
  readonly facts: ReservedFacts;
  readonly outcome: SigningOutcome;
}

export type LedgerEntry = ReserveEntry | ConcludeEntry;

/** What one request is told: it has its occurrences, this very attempt was made before, or its outcome is written. */
export type LedgerAnswer =
  | { readonly kind: 'reserved'; readonly facts: ReservedFacts }
  | { readonly kind: 'repeated'; readonly attempt: SigningAttempt }
  | { readonly kind: 'concluded' };

/** What a group found under its locks. */
interface Found {
  readonly activations: ReadonlyMap<string, ActivationProgress & { readonly isGenuine: boolean }>;
  readonly attempts: ReadonlyMap<string, SigningAttempt>;
  readonly days: HeldDays;
}

/**
 * What becomes of the requests of a group, one after the other: whoever comes second sees what the first one took. Decides and
 * writes nothing, so it can be done again without those whose proof turned out to be used.
 */
export class Decisions {
  readonly answers: PromiseSettledResult<LedgerAnswer>[];
  /** The letters of the activations that moved. */
  readonly letters = new Map<string, string>();
  readonly reserved: { readonly facts: ReservedFacts; readonly requestDigest: string; readonly decidedBy: readonly Reliance[]; readonly within: Within }[] = [];
  readonly concluded: ConcludeEntry[] = [];
  /** Proofs that accepted requests use up, with the activation each is used for. */
  readonly proofs = new Map<string, string>();
  /** What is left of the days of containers, after these. */
  readonly days: HeldDays;
  private readonly attempts: Map<string, SigningAttempt>;

  constructor(
    entries: readonly LedgerEntry[],
    private readonly found: Found,
    private readonly usedProofs: ReadonlySet<string>,
  ) {
    this.attempts = new Map(found.attempts);
    this.days = found.days.afresh();
    this.answers = entries.map((entry) => {
      try {
        return { status: 'fulfilled', value: entry.kind === 'reserve' ? this.reserve(entry) : this.conclude(entry) };
      } catch (reason) {
        return { status: 'rejected', reason };
      }
    });
  }

  private reserve(entry: ReserveEntry): LedgerAnswer {
    const { activationId, attemptId, requestDigest, proofDigest } = entry;
    const progress = this.progressOf(activationId);
    const { state, occurrences } = progress;
    if (state !== 'issued') throw new ServiceError('sad.invalid', 'the SAD is not valid');
    const attempt = this.attempts.get(attemptId);
    if (attempt) return { kind: 'repeated', attempt };
    if (editionOf(progress) !== entry.edition) throw replacedSad();

    if (isSpent(occurrences)) throw new ServiceError('sad.spent', 'nothing is left of what the SAD authorised');
    const taken = takeOccurrences(entry.authorised, occurrences, entry.wanted);
    if (!taken) throw new ServiceError('hash.not_authorised', 'a digest is not authorised, or was signed already');
    if (proofDigest !== undefined) this.mayUse(proofDigest);
    this.days.take(entry.container, taken.places.length);
    if (proofDigest !== undefined) this.proofs.set(proofDigest, activationId);

    const facts = entry.factsFor(taken.places);
    this.letters.set(activationId, taken.occurrences);
    // Only so that a repeat in the same group finds it; the journal gets what is written.
    this.attempts.set(attemptId, { ...facts, requestDigest, intendedAt: new Date(0) });
    this.reserved.push({ facts, requestDigest, decidedBy: entry.decidedBy, within: entry.within });
    return { kind: 'reserved', facts };
  }

  private conclude(entry: ConcludeEntry): LedgerAnswer {
    const { activationId, attemptId, facts, outcome } = entry;
    const { occurrences } = this.progressOf(activationId);
    const attempt = this.attempts.get(attemptId);
    if (!attempt) throw new Error('the attempt is gone');
    if (attempt.outcome) {
      // A commit that went through although nobody said so, tried again.
      if (isSameOutcome(attempt.outcome, outcome)) return { kind: 'concluded' };
      throw new Error('the attempt has an outcome already');
    }
    const states = outcome.map(({ state }) => state);
    if (facts.container) this.days.giveBack(facts.container, states.filter((state) => state === 'released').length);
    this.letters.set(activationId, settleOccurrences(occurrences, facts.places, states));
    this.attempts.set(attemptId, { ...attempt, outcome });
    this.concluded.push(entry);
    return { kind: 'concluded' };
  }

  private mayUse(proofDigest: string): void {
    if (this.usedProofs.has(proofDigest) || this.proofs.has(proofDigest))
      throw new ServiceError('proof.invalid', 'the proof of possession is not accepted', { cause: new Reason('used before') });
  }

  private progressOf(activationId: string): Pick<ActivationProgress, 'state' | 'occurrences' | 'edition'> {
    const progress = this.found.activations.get(activationId);
    if (!progress) throw new ServiceError('sad.invalid', 'the SAD is not valid');
    if (!progress.isGenuine) throw new ServiceError('record.tampered', 'the progress of an activation does not carry its MAC');
    return { state: progress.state, occurrences: this.letters.get(activationId) ?? progress.occurrences, edition: progress.edition };
  }
}
