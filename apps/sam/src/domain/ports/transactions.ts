import type { EventRecord } from '@paraph/contracts';

/** An event as the SAM tells it; the adapter adds id, sequence, time and correlation. */
export type SamEvent = EventRecord<'sam'>;

/** Acts whose first doer must be alone, over all replicas. */
export type ExclusiveAct = 'authority-keys';

/** One database transaction. Ports that change state take it, so that an act and its events stand or fall together. */
export abstract class Transaction {
  /** Has the event written when the transaction commits; what rolls back leaves none. */
  abstract record(event: SamEvent): void;

  /** Has `act` done once the transaction has committed; one that rolls back does it never. For what a replica remembers. */
  abstract whenCommitted(act: () => void): void;
}

/** How state changes. Nothing slow, above all no call to the token, belongs inside `work`: it holds a connection. */
export abstract class Transactions {
  /** Runs `work` in one transaction: committed when it resolves, undone when it throws. */
  abstract run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;

  /** Like `run`, but no two of one act at a time, in any replica. For what happens once or rarely. */
  abstract runAlone<T>(act: ExclusiveAct, work: (transaction: Transaction) => Promise<T>): Promise<T>;

  /** Writes an event that stands alone, such as a refusal. */
  record(event: SamEvent): Promise<void> {
    return this.run(async (transaction) => transaction.record(event));
  }
}
