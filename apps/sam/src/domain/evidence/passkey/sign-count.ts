import type { MeansCounters } from '../../ports/means-counters.js';
import type { Transaction } from '../../ports/transactions.js';
import { refusedEvidence } from '../refused-evidence.js';

/** Whether a counter may follow another: it rises with each use, except for passkeys that never count (WebAuthn Level 3, 6.1.1). */
export function mayFollow(signCount: number, last: number): boolean {
  return signCount > last || (signCount === 0 && last === 0);
}

/**
 * Writes a passkey's counter, comparing once more under the row's lock: of two copies used at the same time, one comes too
 * late. @throws `evidence.invalid`, `record.tampered`
 */
export async function countOn(
  counters: MeansCounters,
  transaction: Transaction,
  { meansId, signCount }: { readonly meansId: string; readonly signCount: number },
): Promise<void> {
  await counters.change(transaction, meansId, (counter) => {
    if (!mayFollow(signCount, counter.signCount)) throw refusedEvidence('the passkey’s counter did not rise: there is a copy of it');
    return { ...counter, signCount };
  });
}
