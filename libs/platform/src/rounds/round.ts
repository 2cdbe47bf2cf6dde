/** Work that is to be done again and again, by one replica at a time. */
export interface Round {
  /** Of this service's rounds, no other has it. */
  readonly name: string;
  /** From the end of one to the beginning of the next. A restart does not shorten it. */
  readonly everyMs: number;
  /**
   * Repeating it changes nothing: a replica that hangs longer than its lease does it beside another. It looks at the signal between two steps: it says that
   * the process stops, or that the round is in other hands.
   */
  readonly run: (signal: AbortSignal) => Promise<void>;
}
