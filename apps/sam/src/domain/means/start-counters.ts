import type { MeansCounters } from '../ports/means-counters.js';
import type { Transaction } from '../ports/transactions.js';
import type { OfferedMeans } from './means-offers.js';

/** Begins the counters of new means where their registrations ended, in the transaction that makes them the signer's. */
export async function startCounters(counters: MeansCounters, transaction: Transaction, offered: readonly OfferedMeans[]): Promise<void> {
  for (const { means, counter } of offered) {
    if (Object.keys(counter).length > 0) await counters.change(transaction, means.meansId, (fresh) => ({ ...fresh, ...counter }));
  }
}
