import { ServiceError } from '@paraph/contracts';
import type { Transactions } from '../ports/transactions.js';
import type { ChangeRows } from './change-rows.js';

/** Ends a change that its signer refused. Stopping is cheap: it needs no token, and a row without its MAC is stopped like any other. */
export class AbandonChange {
  constructor(
    private readonly rows: ChangeRows,
    private readonly transactions: Transactions,
  ) {}

  /** Repeating it, and abandoning what is done, change nothing. @throws `change.unknown` */
  async run(changeId: string): Promise<void> {
    const row = await this.rows.find(changeId);
    if (!row) throw new ServiceError('change.unknown', 'no change has this identifier');
    await this.transactions.run(async (transaction) => {
      if (!(await this.rows.abandon(transaction, changeId))) return;
      transaction.record({
        type: 'change-abandoned',
        actor: { kind: 'system', id: 'identity' },
        outcome: 'success',
        cause: 'refused',
        particulars: { changeId, credentialId: row.credentialId },
      });
    });
  }
}
