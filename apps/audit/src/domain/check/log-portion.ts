/** What can be wrong with a log, by where it shows. */
export const faultKinds = [
  /** A text is not the one whose leaf hash the log keeps: it was edited. */
  'text-edited',
  /** A text is not there, though its month was never retired. */
  'text-absent',
  /** Place in its source, kind, outcome or time of an event are not those of its text. */
  'event-mislabelled',
  /** No event has this position. */
  'position-empty',
  /** The log says to have fewer events, or more, than there are. */
  'size-wrong',
  /** A kept hash of the tree is not that of the leaves below it. */
  'tree-edited',
  /** A head is not over these events: one of them was edited, inserted, deleted or moved since the head before it. */
  'head-contradicted',
  /** A head is over more events than there are: the end was cut off. */
  'tail-cut',
  /** The SAM has signed another head than these events make: the log was put back, or written anew. */
  'signer-contradicted',
  /** A number is missing in the sequence of a source. */
  'sequence-gap',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Something wrong, and the first position where it may be. */
export interface LogFault {
  readonly kind: FaultKind;
  readonly position: number;
  readonly detail: string;
}

/** A stretch of the log that was looked at where it lies. */
export interface LogPortion {
  /** Of each event in its order, up to the first empty position. */
  readonly leafHashes: readonly Uint8Array[];
  /** Texts whose hash was made again; those of a retired month are in the archive. */
  readonly rehashed: number;
  /** The first of each kind. */
  readonly faults: readonly LogFault[];
}

/** Looks at the events themselves. */
export abstract class LogPortions {
  /** Positions from one up to before another. */
  abstract look(from: number, to: number): Promise<LogPortion>;
  /** How many events there are, counted, whatever the log says of itself. */
  abstract beyond(size: number): Promise<number>;
}
