/** A head that somebody outside has time-stamped. */
export interface Anchor {
  /** Of the head. */
  readonly size: number;
  /** Name of who was asked. */
  readonly authority: string;
  /** TimeStampToken, DER. */
  readonly token: Uint8Array;
  /** As the token says. */
  readonly at: Date;
}

/** What is kept of anchoring. Append-only, like the heads. */
export abstract class Anchors {
  /** The last of one authority. */
  abstract last(authority: string): Promise<Anchor | undefined>;

  /** Of heads of at least this size, those of the smallest first, at most 16. */
  abstract since(size: number): Promise<readonly Anchor[]>;

  /** Of heads larger than one size and not larger than another, in their order, at most so many. */
  abstract between(after: number, upTo: number, limit: number): Promise<readonly Anchor[]>;

  /** Keeps one, with the event that says so, in one transaction. */
  abstract keep(anchor: Anchor): Promise<void>;

  /** Leaves the event that an authority gave none that is right. */
  abstract failed(authority: string, size: number, cause: string): Promise<void>;
}
