import type { BreakerState } from './breaker.js';

/** What an authority was asked for. */
export type AuthorityAct = 'enrol' | 'poll' | 'revoke';

/** How it ended: `unavailable` counts against it, `refused` is an answer, `failed` was not its fault. */
export type AuthorityOutcome = 'issued' | 'waiting' | 'revoked' | 'refused' | 'unavailable' | 'failed' | 'left-alone';

/** One question to an authority, and what came of it. */
export interface AuthorityTry {
  readonly authority: string;
  readonly act: AuthorityAct;
  readonly outcome: AuthorityOutcome;
  readonly milliseconds: number;
}

/** Who keeps the figures of the authorities, and tells when one goes and comes back. */
export abstract class AuthorityWatcher {
  abstract tried(attempt: AuthorityTry): void;

  /** After every try. */
  abstract stands(authority: string, state: BreakerState): void;

  /** Its driver has a bug. Whoever asked may have gone, so that nobody else would hear of it. */
  abstract broke(authority: string, error: unknown): void;

  /** It is given up until it answers again. */
  abstract lost(authority: string, why: string): Promise<void>;

  abstract back(authority: string): Promise<void>;
}
