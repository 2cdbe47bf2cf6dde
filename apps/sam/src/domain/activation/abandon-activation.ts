import { ServiceError } from '@paraph/contracts';
import type { ActivationRows } from '../ports/activation-rows.js';
import type { Transactions } from '../ports/transactions.js';
import { burnRest, isSpent } from './occurrences.js';

/** Ends an activation for good; what was left of it is burned. Stopping is cheap: it needs no MAC and no token. */
export class AbandonActivation {
  constructor(
    private readonly rows: ActivationRows,
    private readonly transactions: Transactions,
  ) {}

  /** Repeating it, and abandoning what is spent, change nothing. @throws `activation.unknown` */
  run(activationId: string, reason: 'refused' | 'failed' | 'revoked'): Promise<void> {
    return this.transactions.run(async (transaction) => {
      const progress = await this.rows.lock(transaction, activationId);
      if (!progress) throw new ServiceError('activation.unknown', 'no such activation');
      if (progress.state === 'abandoned' || isSpent(progress.occurrences)) return;
      await this.rows.advance(transaction, activationId, { state: 'abandoned', occurrences: burnRest(progress.occurrences) });
      transaction.record({
        type: 'activation-abandoned',
        actor: { kind: 'system', id: 'identity' },
        outcome: 'success',
        cause: reason,
        particulars: { activationId, from: progress.state },
      });
    });
  }
}
