import { ServiceError } from '@paraph/contracts';
import type { Transactions } from '../ports/transactions.js';
import { tampered } from '../records/tampered.js';
import { Reason } from '../refusals.js';
import type { StatePlace } from './authority-state-rows.js';

/** A state that the database changed, forgot or put back. What is wrong with it goes into the audit record, never to a caller. */
export class TamperedState extends ServiceError {
  constructor(
    readonly place: StatePlace,
    flaw: string,
  ) {
    super('record.tampered', `a ${place.kind} record is not the one that was written`, { cause: new Reason(flaw) });
  }
}

/** Leaves an event of its own for a tampered state that the work came upon; its transaction is over by then. */
export async function reportingTampering<T>(transactions: Transactions, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TamperedState) await tampered(transactions, error.place.kind, error.place.id);
    throw error;
  }
}
