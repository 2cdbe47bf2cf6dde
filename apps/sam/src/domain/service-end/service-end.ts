import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { AuthorityStates } from '../authority-state/authority-states.js';
import type { ServiceEndState } from '../authority-state/state-bodies.js';
import type { Transaction, Transactions } from '../ports/transactions.js';

/** There is one service. */
const PLACE = { kind: 'service-end', id: 'service' } as const;

/** Whether this replica has heard that the service ended: what the journal says of it is in memory. Asks nobody. */
export function hasServiceEnded(transactions: Pick<Transactions, 'newest'>): boolean {
  return transactions.newest(PLACE) > 0;
}

/** Sees that the service goes on, for whatever makes or uses a signer's key. @throws `hsm.refused` once its end was decided */
export function mustServe(transactions: Pick<Transactions, 'newest'>): void {
  if (hasServiceEnded(transactions)) throw new ServiceError('hsm.refused', 'the service has ended: no key of a signer is made or used');
}

/** The decision that the service ends (EOL-01), and how far it has come. Nothing takes it back. */
export class ServiceEnd {
  constructor(
    private readonly states: AuthorityStates,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  get isDecided(): boolean {
    return hasServiceEnded(this.transactions);
  }

  /** @throws `record.tampered` */
  find(): Promise<ServiceEndState | undefined> {
    return this.states.find(PLACE.kind, PLACE.id);
  }

  /** From this commit on no key of a signer is made or used. @throws `proposal.impossible` if it was decided before */
  async decide(transaction: Transaction, reason: string): Promise<void> {
    const state = await this.states.lock(transaction, PLACE.kind, PLACE.id);
    if (state.body) throw new ServiceError('proposal.impossible', 'the service has ended already');
    await state.replace({ endedAt: this.clock.now().toISOString(), reason });
  }

  /** Notes that nothing is left to do. Answers whether this was the first to say so. */
  note(keysEnded: number): Promise<boolean> {
    return this.transactions.run(async (transaction) => {
      const state = await this.states.lock(transaction, PLACE.kind, PLACE.id);
      if (!state.body || state.body.finishedAt !== undefined) return false;
      const finishedAt = this.clock.now().toISOString();
      await state.replace({ ...state.body, finishedAt });
      transaction.record({
        type: 'service-end-finished',
        actor: { kind: 'system', id: 'sam' },
        outcome: 'success',
        particulars: { endedAt: state.body.endedAt, finishedAt, keysEndedLast: String(keysEnded) },
      });
      return true;
    });
  }
}
