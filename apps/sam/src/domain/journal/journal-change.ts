import type { ErrorCode } from '@paraph/contracts';
import type { AuthorityStateKind } from '../authority-state/state-bodies.js';
import type { RecordKind } from '../records/record-kinds.js';

/** A row that the journal knows a newest version of. An old one of it is never acted upon. */
export interface JournaledRow {
  readonly kind: 'activation' | 'counter' | 'evidence' | 'proposal' | AuthorityStateKind | RecordKind;
  readonly id: string;
}

/** The progress of an activation or the counter of a means was written, or evidence was used: remembered as long as an older row could do harm. */
export interface RowMoved extends JournaledRow {
  readonly kind: 'activation' | 'counter' | 'evidence';
  /** The version that stands from now on. */
  readonly version: number;
}

/** What an authority key may sign next has moved on. There are few of these, and they are remembered for ever. */
export interface StateMoved extends JournaledRow {
  readonly kind: AuthorityStateKind;
  readonly version: number;
}

/** Something was taken away (a state, a means, a key, a limit, a try): no older version of it is ever accepted again. */
export interface RowStopped {
  readonly kind: 'stop';
  readonly of: RecordKind | 'counter' | 'proposal';
  readonly id: string;
  /** The lowest version accepted from now on. */
  readonly version: number;
  /** What was done, in a word, for whoever reads the journal. */
  readonly act: string;
}

/** What a transaction changes that an old row must not undo. */
export type JournalChange = RowMoved | StateMoved | RowStopped;

/** A row that a transaction decided by, with the version it was read in. */
export interface ReliedRow extends JournaledRow {
  readonly version: number;
}

/** A transaction that is about something of one epoch, and is refused with this code in another one. */
export interface ReliedEpoch {
  readonly kind: 'epoch';
  readonly epoch: number;
  readonly otherwise: ErrorCode;
}

/** What a transaction relies on. It is compared with the journal, under the journal's lock, when the transaction commits. */
export type Reliance = ReliedRow | ReliedEpoch;
