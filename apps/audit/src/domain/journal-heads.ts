/** How far the SAM's journal was, as the SAM said it and sealed it. Audit keeps it and understands nothing of it. */
export interface JournalHead {
  readonly epoch: number;
  readonly sequence: number;
  readonly mac: string;
  readonly seal: string;
}

/** The newest head of each epoch. */
export abstract class JournalHeads {
  /**
   * Remembers a head, durably before it answers. One that is not beyond the newest of its epoch changes nothing. Answers whether
   * it is the newest one now, or was already.
   */
  abstract keep(head: JournalHead): Promise<boolean>;

  /** Of the highest epoch, the newest. */
  abstract newest(): Promise<JournalHead | undefined>;
}
