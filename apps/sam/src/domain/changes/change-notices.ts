import type { Clock } from '@paraph/kernel';
import { usableMeans } from '../evidence/usable-means.js';
import type { Notice, Notices } from '../ports/notices.js';
import type { Transactions } from '../ports/transactions.js';
import type { BindingRecord } from '../records/record-kinds.js';

/**
 * Tells the signer of what was done to a credential, by the means it had before. It begins when that is durable and holds
 * nobody up: a message that does not arrive undoes nothing, and leaves an event.
 */
export class ChangeNotices {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly notices: Notices,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @param before the record as it was: a new address is not told of itself */
  tell(before: BindingRecord, notice: Notice): void {
    const telling = this.send(before, notice)
      .catch((error: unknown) => this.unsent(before, notice, error instanceof Error ? error.name : 'internal'))
      // With the database away as well, nothing is left to write it to.
      .catch(() => undefined)
      .finally(() => this.underWay.delete(telling));
    this.underWay.add(telling);
  }

  /** Resolves when nothing is under way: for a stop, and for tests. */
  async settled(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  private async send(before: BindingRecord, notice: Notice): Promise<void> {
    if (usableMeans(before, 'one-time-code', this.clock.now()).length === 0) return this.unsent(before, notice, 'no address');
    // Each address has its own event, with what became of it.
    await this.notices.send(before, notice);
  }

  private unsent({ signerId }: BindingRecord, { kind, credentialId }: Notice, cause: string): Promise<void> {
    return this.transactions.record({
      type: 'notice-sent',
      actor: { kind: 'system', id: 'sam' },
      outcome: 'failure',
      recipient: signerId,
      cause,
      particulars: { kind, ...(credentialId === undefined ? {} : { credentialId }) },
    });
  }
}
