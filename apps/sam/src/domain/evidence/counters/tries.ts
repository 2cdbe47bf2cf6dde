import { ServiceError } from '@paraph/contracts';
import type { MeansCounters } from '../../ports/means-counters.js';
import type { Transaction, Transactions } from '../../ports/transactions.js';

/** What is guessed at, and by whom it seems. */
export interface Guess {
  readonly meansId: string;
  readonly kind: 'one-time-code' | 'pin' | 'totp';
  /** Wrong tries in a row that lock the means. */
  readonly limit: number;
  readonly signerId: string;
  readonly credentialId: string;
  readonly reference: string;
}

/**
 * Counts tries of what can be guessed. A try counts as wrong, durably, before anybody looks at it; a right one takes its
 * count back. Otherwise a thousand tries at once would all be looked at before the first one counted.
 */
export class Tries {
  constructor(
    private readonly counters: MeansCounters,
    private readonly transactions: Transactions,
  ) {}

  /** Counts a try in a transaction of its own. @throws `evidence.locked`, `record.tampered` */
  async take(guess: Guess): Promise<void> {
    await this.transactions.run((transaction) => this.takeIn(transaction, guess));
  }

  /** Counts a try. @throws `evidence.locked`, `record.tampered` */
  async takeIn(transaction: Transaction, { meansId, limit }: Guess): Promise<void> {
    await this.counters.change(transaction, meansId, (counter) => {
      if (counter.isLocked || counter.wrongTries >= limit) throw locked();
      return { ...counter, wrongTries: counter.wrongTries + 1 };
    });
  }

  /** After a wrong one: locks the means if that was the last try it had. @throws `evidence.locked` if so */
  async wrong({ meansId, kind, limit, signerId, credentialId, reference }: Guess): Promise<void> {
    const { wrongTries } = await this.counters.read(meansId);
    if (wrongTries < limit) return;
    await this.transactions.run(async (transaction) => {
      let locksNow = false;
      await this.counters.change(transaction, meansId, (counter) => {
        // A right try may have been counted since.
        locksNow = !counter.isLocked && counter.wrongTries >= limit;
        return { ...counter, isLocked: counter.isLocked || locksNow };
      });
      if (!locksNow) return;
      transaction.record({
        type: 'means-locked',
        actor: { kind: 'system', id: 'sam' },
        outcome: 'success',
        recipient: signerId,
        cause: 'evidence.locked',
        particulars: { reference, credentialId, meansId, kind, wrongTries: String(wrongTries) },
      });
    });
    throw locked();
  }

  /** After a right one, in the transaction in which it counts: begins anew. @throws `evidence.locked` if others locked the means meanwhile */
  async right(transaction: Transaction, { meansId }: Pick<Guess, 'meansId'>): Promise<void> {
    await this.counters.change(transaction, meansId, (counter) => {
      if (counter.isLocked) throw locked();
      return { ...counter, wrongTries: 0 };
    });
  }
}

function locked(): ServiceError {
  return new ServiceError('evidence.locked', 'too many wrong tries: this means is locked');
}
