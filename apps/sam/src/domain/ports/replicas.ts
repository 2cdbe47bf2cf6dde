/** Which replicas work with the journal at this moment. */
export abstract class Replicas {
  /**
   * Joins those that do. `inside` runs while nobody else joins or leaves, and is told whether nobody else is there; if it
   * throws, this replica has not joined. Joining again changes nothing but does the same.
   */
  abstract join(inside: (isAlone: boolean) => Promise<void>): Promise<void>;

  /** Leaves; `inside` as in `join`. */
  abstract leave(inside: (isLast: boolean) => Promise<void>): Promise<void>;

  /** Sees that this replica still counts as there, and joins anew if its connection was lost. Answers whether it was. */
  abstract stay(): Promise<boolean>;

  /** Ends the connection. */
  abstract close(): Promise<void>;
}
