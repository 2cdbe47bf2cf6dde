import { ServiceError } from '@paraph/contracts';
import type { Transactions } from '../ports/transactions.js';
import { burnRest, isOver } from './occurrences.js';
import type { SealedProgress } from './sealed-progress.js';

/** Ends an activation for good; what was left of it is burned. Stopping is cheap: it needs no token, and a row without its MAC is stopped like any other. */
export class AbandonActivation {
  constructor(
    private readonly progress: SealedProgress,
    private readonly transactions: Transactions,
  ) {}

  /** Repeating it, and abandoning what is spent, change nothing. @throws `activation.unknown` */
  run(activationId: string, reason: 'refused' | 'failed' | 'revoked'): Promise<void> {
    return this.transactions.run(async (transaction) => {
      const found = await this.progress.lockAsFound(transaction, activationId);
      if (!found) throw new ServiceError('activation.unknown', 'no such activation');
      // What is reserved may become free again: only a stop keeps it from being signed then.
      const newest = this.transactions.newest({ kind: 'activation', id: activationId });
      if (found.isGenuine && found.version >= newest && (found.state === 'abandoned' || isOver(found.occurrences))) return;
      // A row that was put back, or is no row of ours, is followed by one that no older row is taken for.
      const version = Math.max(found.isGenuine ? found.version : 0, newest);
      await this.progress.advance(
        transaction,
        { activationId, version, edition: found.edition },
        { state: 'abandoned', occurrences: burnRest(found.occurrences) },
      );
      transaction.record({
        type: 'activation-abandoned',
        actor: { kind: 'system', id: 'identity' },
        outcome: 'success',
        cause: reason,
        particulars: { activationId, from: found.state },
      });
    });
  }
}
