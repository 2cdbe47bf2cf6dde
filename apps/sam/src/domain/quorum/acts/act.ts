import type { SamEvent, Transaction } from '../../ports/transactions.js';
import type { ActKind, ActOf } from '../proposal.js';

/** What an act is about, in the SAM's own words from its own records: the page shows it beside what is proposed. */
export type About = Readonly<Record<string, string>>;

/** An act that is ready: whatever needs the token is done, and what is left is to write. */
export interface PreparedAct {
  /** In the transaction of the last approval. @throws `request.duplicate` if what it is about was changed meanwhile */
  write(transaction: Transaction): Promise<void>;
  /** Beside `proposal-done`, which every act has. */
  readonly event?: SamEvent | undefined;
  /** Whom to tell, once it is durable. */
  tell?(): Promise<unknown>;
}

/** One kind of thing that a quorum can do. */
export abstract class Act<Kind extends ActKind> {
  /** Says what the act is about, if it can be done at all. @throws why it cannot */
  abstract about(act: ActOf<Kind>): Promise<About>;

  /**
   * Makes the act ready, looking at everything again: a day may lie between. Asks the token, so never inside a transaction.
   *
   * @param about what the approvers were told
   * @param proposalId of the proposal that decided it, for a record that is to name it
   * @throws why it cannot be done any more
   */
  abstract prepare(act: ActOf<Kind>, about: About, proposalId: string): Promise<PreparedAct>;
}

/** A class for each kind of act there is: one without does not compile. */
export type QuorumActs = { readonly [Kind in ActKind]: Act<Kind> };
