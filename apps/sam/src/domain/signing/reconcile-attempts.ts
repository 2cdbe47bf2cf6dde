import type { Clock } from '@paraph/kernel';
import type { ActivationRows } from '../ports/activation-rows.js';
import type { SigningJournal, SigningIntent } from '../ports/signing-journal.js';
import type { Transactions } from '../ports/transactions.js';

/** After this long nobody works on an attempt any more: several times the budget of the call. */
const GONE_AFTER_MS = 60_000;

/** Ends attempts whose process is gone as `burned`: a signature may exist, and nobody will ever know (architecture 1). */
export class ReconcileAttempts {
  constructor(
    private readonly journal: SigningJournal,
    private readonly rows: ActivationRows,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Answers how many were ended. Their occurrences stay reserved, which nothing ever undoes. */
  async run(): Promise<number> {
    const now = this.clock.now();
    const gone = await this.journal.unfinished(new Date(now.getTime() - GONE_AFTER_MS));
    // One after the other: signing needs the connections more.
    let ended = 0;
    for (const intent of gone) if (await this.end(intent, now)) ended += 1;
    return ended;
  }

  private end({ attemptId, activationId }: SigningIntent, endedAt: Date): Promise<boolean> {
    return this.transactions.run(async (transaction) => {
      // The activation's lock first, in the order of everybody else.
      await this.rows.lock(transaction, activationId);
      const isMine = await this.journal.conclude(transaction, attemptId, { outcome: { state: 'burned', cause: 'outcome unknown' }, endedAt });
      if (!isMine) return false;
      transaction.record({
        type: 'signature-failed',
        actor: { kind: 'system', id: 'sam' },
        outcome: 'failure',
        cause: 'outcome unknown',
        particulars: { attemptId, activationId, occurrences: 'burned' },
      });
      return true;
    });
  }
}
