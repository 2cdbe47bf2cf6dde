import type { Clock } from '@paraph/kernel';
import { reportingTampering } from '../authority-state/tampered-state.js';
import type { ContainerDays, HeldDays } from '../containers/container-days.js';
import type { LockedProgress, SealedProgress } from '../activation/sealed-progress.js';
import type { EvidenceLedger } from '../ports/evidence-ledger.js';
import type { SigningAttempt, SigningJournal } from '../ports/signing-journal.js';
import type { Transaction, Transactions } from '../ports/transactions.js';
import { Decisions, type LedgerAnswer, type LedgerEntry } from './ledger-decisions.js';
import { intentEvent, outcomeEvents } from './signing-events.js';

/** What the ledger is written to. */
export interface LedgerStores {
  readonly progress: SealedProgress;
  readonly journal: SigningJournal;
  readonly used: EvidenceLedger;
  readonly days: ContainerDays;
}

/** Reservations and outcomes of several requests in one transaction, each with an answer of its own. */
export class LedgerGroup {
  constructor(
    private readonly transactions: Transactions,
    private readonly stores: LedgerStores,
    private readonly clock: Clock,
  ) {}

  commit(entries: readonly LedgerEntry[]): Promise<readonly PromiseSettledResult<LedgerAnswer>[]> {
    return reportingTampering(this.transactions, () =>
      this.transactions.run(async (transaction) => {
        // One behind the other: the attempts are read when the activations are locked.
        const { progress, journal } = this.stores;
        const [activations, attempts] = await Promise.all([
          progress.lockAll(transaction, unique(entries.map(({ activationId }) => activationId))),
          journal.find(transaction, unique(entries.map(({ attemptId }) => attemptId))),
        ]);
        const days = await this.stores.days.lock(transaction, entries.map(countedContainer));
        const decisions = await this.decide(transaction, entries, { activations, attempts, days });
        await decisions.days.write();
        this.write(transaction, decisions, activations);
        return decisions.answers;
      }),
    );
  }

  // A proof of possession serves one request (RFC 9449 section 11.1). One that was used leaves its place to the request behind it.
  private async decide(transaction: Transaction, entries: readonly LedgerEntry[], found: Found): Promise<Decisions> {
    const spent = new Set<string>();
    const refused = new Set<string>();
    for (;;) {
      const decisions = new Decisions(entries, found, refused);
      const wanted = [...decisions.proofs].filter(([digest]) => !spent.has(digest));
      if (wanted.length === 0) return decisions;
      const accepted = await this.stores.used.spendAll(transaction, wanted);
      for (const [digest] of wanted) (accepted.has(digest) ? spent : refused).add(digest);
      if (accepted.size === wanted.length) return decisions;
    }
  }

  private write(transaction: Transaction, { letters, reserved, concluded }: Decisions, activations: Found['activations']): void {
    const { progress: sealed, journal } = this.stores;
    const now = this.clock.now();
    const moves = [...letters].flatMap(([activationId, occurrences]) => {
      const progress = activations.get(activationId);
      return progress && occurrences !== progress.occurrences ? [{ progress, occurrences }] : [];
    });
    const intents = reserved.map(({ facts, requestDigest }) => ({ ...facts, requestDigest, intendedAt: now }));
    const endings = concluded.map(({ attemptId, outcome }) => ({ attemptId, outcome, endedAt: now }));
    const writeProgress = sealed.moveAll(transaction, moves);
    for (const { decidedBy } of reserved) for (const row of decidedBy) transaction.rely(row);
    transaction.atTheEnd(async () => {
      const written = [writeProgress(), journal.intend(transaction, intents), journal.conclude(transaction, endings)] as const;
      const [, , ended] = await Promise.all(written);
      if (ended !== concluded.length) throw new Error('an attempt got an outcome without the lock of its activation');
    });
    for (const { facts, outcome, within } of concluded) within(() => outcomeEvents(facts, outcome).forEach((event) => transaction.record(event)));
    for (const { facts, within } of reserved) within(() => transaction.record(intentEvent(facts)));
  }
}

interface Found {
  readonly activations: ReadonlyMap<string, LockedProgress & { readonly isGenuine: boolean }>;
  readonly attempts: ReadonlyMap<string, SigningAttempt>;
  readonly days: HeldDays;
}

/** The container whose day an entry counts on, or gives something back to. */
function countedContainer(entry: LedgerEntry): string | undefined {
  if (entry.kind === 'reserve') return entry.container?.containerId;
  return entry.outcome.some(({ state }) => state === 'released') ? entry.facts.container?.containerId : undefined;
}

function unique(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}
