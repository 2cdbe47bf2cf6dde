import type { AuthorityName, PreparedAnswer, StatusAnswer } from './publication-sources.js';

/** A pass over all certificates of an authority, at the place where it stands. */
export interface AnswerPass {
  /** The last serial number that was prepared; absent at the beginning. */
  readonly after?: string | undefined;
}

/** When a pass may be taken up, and by when whoever takes it up must have come back. */
export interface PassTerms {
  readonly now: Date;
  /** A pass that began before is over: the next one begins. */
  readonly begunBefore: Date;
  readonly leasedUntil: Date;
}

/** One page of a pass, done. */
export interface PassProgress {
  readonly answers: readonly PreparedAnswer[];
  /** Where the pass goes on; absent once it is through. */
  readonly after?: string | undefined;
  readonly leasedUntil: Date;
}

/** Answers composed before anybody asks, for every replica. They can all be composed again: nothing here is evidence. */
export abstract class StatusAnswers {
  abstract find(authority: AuthorityName, serialNumber: string): Promise<StatusAnswer | undefined>;

  /** Keeps answers; one that is older than the one kept is dropped. */
  abstract keep(authority: AuthorityName, answers: readonly PreparedAnswer[]): Promise<void>;

  /** Takes up the pass of an authority, unless none is due or another replica is at it. */
  abstract takeUp(authority: AuthorityName, terms: PassTerms): Promise<AnswerPass | undefined>;

  /** Keeps a page of answers and how far the pass is, together. */
  abstract advance(authority: AuthorityName, progress: PassProgress): Promise<void>;

  /** Has a new pass begin at once. */
  abstract restart(authority: AuthorityName): Promise<void>;

  /** Forgets answers that are over. */
  abstract forget(over: Date): Promise<void>;
}
