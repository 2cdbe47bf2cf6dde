import type { ContainerDay } from '../containers/container-day.js';

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

/** The end of an authority (CRT-07): it certifies nobody any more. */
export interface AuthorityEndState {
  /** ISO 8601, UTC. */
  readonly endedAt: string;
  /** Why, in the words the approvers read. */
  readonly reason: string;
  /** Its last list, once that is signed and the key is destroyed. */
  readonly lastList?: { readonly number: number; /** SHA-256 of the whole, base64url. */ readonly digest: string };
  /** Whether the keys of all whom it certified are destroyed as well. */
  readonly keysEnded?: true;
}

/** The end of the service (EOL-01): no key of a signer is made or used any more. */
export interface ServiceEndState {
  /** ISO 8601, UTC. */
  readonly endedAt: string;
  /** Why, in the words the approvers read. */
  readonly reason: string;
  /** When nothing was left to do. */
  readonly finishedAt?: string;
}

/** Body of each kind of state. */
export interface StateBodies {
  readonly 'tree-head': TreeHeadState;
  readonly timestamp: TimestampState;
  readonly revocations: RevocationState;
  readonly 'authority-end': AuthorityEndState;
  readonly 'service-end': ServiceEndState;
  /** Under the container's identifier. */
  readonly 'container-day': ContainerDay;
}

export type AuthorityStateKind = keyof StateBodies;
