/** One part of what an authority signed, as a neighbour brought it. */
export interface ProofPart {
  /** SHA-256 of the whole, base64url. */
  readonly digest: string;
  /** From 0 on. */
  readonly part: number;
  readonly parts: number;
  readonly bytes: Uint8Array;
}

/** Parts that wait for `revokeByProof`. Nothing in them is believed: the whole has a digest, and a signature. */
export abstract class ProofParts {
  /** Keeps a part. One that was kept before is replaced. */
  abstract keep(part: ProofPart, offeredAt: Date): Promise<void>;

  /** What was offered since then under a digest, in the order of its parts. */
  abstract find(digest: string, since: Date): Promise<readonly ProofPart[]>;

  /** Drops what was offered before, and the oldest beside this digest until no more than so many parts are left. */
  abstract forget(before: Date, limit: { readonly beside: string; readonly most: number }): Promise<void>;
}
