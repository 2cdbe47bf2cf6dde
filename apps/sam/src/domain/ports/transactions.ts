import type { EventRecord } from '@paraph/contracts';
import type { JournalChange, JournaledRow, Reliance } from '../journal/journal-change.js';
import type { Mark } from '../journal/journal-entry.js';

/** An event as the SAM tells it; the adapter adds id, sequence, time and correlation. */
export type SamEvent = EventRecord<'sam'>;

/** Acts that are done one at a time, over all replicas: by the first doer alone, or because they count what is there. */
export type ExclusiveAct = 'authority-keys' | 'job-acceptance';

/** One database transaction. Ports that change state take it, so that an act and its events stand or fall together. */
export abstract class Transaction {
  /** Has the event written when the transaction commits; what rolls back leaves none. */
  abstract record(event: SamEvent): void;

  /**
   * Writes into the journal what this transaction changes and an old row must not undo. All of it is one entry.
   *
   * @throws `journal.closed`; `record.tampered` if the journal knows that version already, now or at the commit
   */
  abstract enter(change: JournalChange): void;

  /**
   * Names what the transaction decided by. If the journal knows a newer version, now or when the transaction commits, all of
   * it is undone.
   *
   * @throws `record.tampered` for a row; for an epoch that is over, the code it names, and `journal.closed`
   */
  abstract rely(on: Reliance): void;

  /** Has the transaction's entry say why the journal goes on here. Only for those who open and end it. */
  abstract mark(mark: Mark): void;

  /**
   * Has statements sent when the transaction ends, together with its events and its entry: nobody waits for their answers in between.
   * What they must not meet has to be locked before.
   */
  abstract atTheEnd(write: () => Promise<void>): void;

  /** Has `act` done once the transaction has committed; one that rolls back does it never. For what a replica remembers. */
  abstract whenCommitted(act: () => void): void;
}

/** How state changes. Nothing slow, above all no call to the token, belongs inside `work`: it holds a connection. */
export abstract class Transactions {
  /** The newest version of a row that the journal knows of at this moment; 0 if none. Whoever reads the row afterwards gets that one or a newer one. */
  abstract newest(row: JournaledRow): number;

  /** The epoch of the journal: what was opened in one before is burned. */
  abstract get epoch(): number;

  /** Runs `work` in one transaction: committed when it resolves, undone when it throws. */
  abstract run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;

  /** Like `run`, but no two of one act at a time, in any replica. For what happens once or rarely, or not much faster than one commit after the other. */
  abstract runAlone<T>(act: ExclusiveAct, work: (transaction: Transaction) => Promise<T>): Promise<T>;

  /**
   * Answers a way to do something later as part of the request at hand: events that are recorded within carry its correlation,
   * whichever request's transaction they end up in.
   */
  ownContext(): (act: () => void) => void {
    return (act) => act();
  }

  /** Writes an event that stands alone, such as a refusal. */
  record(event: SamEvent): Promise<void> {
    return this.run(async (transaction) => transaction.record(event));
  }
}
