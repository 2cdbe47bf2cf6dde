import type { Transaction } from '../ports/transactions.js';

/** Means offered for an enrolment or a change, as a row. It means nothing before its MAC was checked: only `MeansOffers` reads it. */
export interface OfferRow {
  /** The enrolment or the change. */
  readonly reference: string;
  /** JSON. */
  readonly body: string;
  readonly mac: Uint8Array;
}

/** Rows of offered means, one for each enrolment or change. */
export abstract class OfferRows {
  abstract find(reference: string): Promise<OfferRow | undefined>;
  /** Puts the row in the place of an earlier one. */
  abstract put(transaction: Transaction, row: OfferRow): Promise<void>;
}
