import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { burnReserved } from '../activation/occurrences.js';
import type { SealedProgress } from '../activation/sealed-progress.js';
import type { SigningIntent, SigningJournal } from '../ports/signing-journal.js';
import type { Transactions } from '../ports/transactions.js';

/** After this long nobody works on an attempt any more: several times the budget of the call, its retries included. */
const GONE_AFTER_MS = 60_000;

/** How a run went. */
export interface Reconciled {
  readonly ended: number;
  /** Attempts that could not be ended: the next run finds them again. */
  readonly failures: readonly unknown[];
}

/** Ends attempts whose process is gone as `burned`: a signature may exist, and nobody will ever know (architecture 1). */
export class ReconcileAttempts {
  constructor(
    private readonly journal: SigningJournal,
    private readonly progress: SealedProgress,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Ends all there are, whatever becomes of one of them. Two replicas may do it at the same time. */
  async run(): Promise<Reconciled> {
    const now = this.clock.now();
    let ended = 0;
    for (;;) {
      const gone = await this.journal.unfinished(new Date(now.getTime() - GONE_AFTER_MS));
      const failures: unknown[] = [];
      const before = ended;
      // One after the other: signing needs the connections more.
      for (const intent of gone) {
        try {
          if (await this.end(intent, now)) ended += 1;
        } catch (error) {
          // The database went away, or the journal is closed: the next run goes on.
          if (error instanceof ServiceError && error.retryAfter !== undefined) return { ended, failures };
          failures.push(error);
        }
      }
      if (ended === before || failures.length > 0) return { ended, failures };
    }
  }

  /** How many attempts have no outcome at this moment: those in hand, and those whose process is gone. */
  async unfinished(): Promise<number> {
    return (await this.journal.unfinished(this.clock.now())).length;
  }

  private end({ attemptId, activationId, places }: SigningIntent, endedAt: Date): Promise<boolean> {
    return this.transactions.run(async (transaction) => {
      // The activation's lock first, in the order of everybody else.
      const found = await this.progress.lockAsFound(transaction, activationId);
      const outcome = places.map(() => ({ state: 'burned', cause: 'outcome unknown' }) as const);
      const isMine = (await this.journal.conclude(transaction, [{ attemptId, outcome, endedAt }])) === 1;
      if (!isMine) return false;
      const occurrences = found && burnReserved(found.occurrences, places);
      // A row without its MAC signs nothing as it is, and must not get one here.
      if (found?.isGenuine && occurrences !== undefined && occurrences !== found.occurrences)
        await this.progress.advance(transaction, found, { state: found.state, occurrences });
      transaction.record({
        type: 'signature-failed',
        actor: { kind: 'system', id: 'sam' },
        outcome: 'failure',
        cause: 'outcome unknown',
        particulars: { attemptId, activationId, count: String(places.length), released: '0', burned: String(places.length) },
      });
      return true;
    });
  }
}
