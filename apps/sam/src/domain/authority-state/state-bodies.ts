/** A tree by its size and its root, base64url. */
export interface TreeHead {
  readonly size: number;
  readonly root: string;
}

/** What a log was given. One `tree-head` state for each log, under its name. */
export interface TreeHeadState {
  /** The last head that was given out, as it was signed. */
  readonly signed?: TreeHead & { readonly head: string; readonly previousSize: number };
  /** The head that is being signed, durable before the token is asked. */
  readonly intended?: TreeHead;
}

/** What the time-stamping unit gave last. */
export interface TimestampState {
  /** ISO 8601, UTC. */
  readonly time: string;
  /** How many time-stamps were begun. */
  readonly count: number;
}

/** What an authority has revoked, and how far its lists have come. */
export interface RevocationState {
  readonly count: number;
  /** Digest over all revocations in their order: see `Revocations`. */
  readonly chain: string;
  /** Number of the last revocation list. */
  readonly listNumber: number;
}

/** Body of each kind of state. */
export interface StateBodies {
  readonly 'tree-head': TreeHeadState;
  readonly timestamp: TimestampState;
  readonly revocations: RevocationState;
}

export type AuthorityStateKind = keyof StateBodies;
