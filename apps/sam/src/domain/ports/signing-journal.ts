import type { Transaction } from './transactions.js';

/** What one request is about to have signed, and on whose authority. */
export interface SigningIntent {
  /** One per HTTP request at the gateway. */
  readonly attemptId: string;
  readonly activationId: string;
  /** SHA-256 over the whole request, base64url: a repeat must be the same in every member. */
  readonly requestDigest: string;
  /** The places in the activation that it reserved, in the order of its hashes. */
  readonly places: readonly number[];
  readonly intendedAt: Date;
}

/**
 * What became of one hash. `released`: the token refused before it signed, the occurrence is free again. `burned`: a signature
 * may exist, so the occurrence never is.
 */
export type HashOutcome = { readonly state: 'signed'; readonly signature: string } | { readonly state: 'released' | 'burned'; readonly cause: string };

/** What became of each hash of an attempt, in the order of the request. Signatures are Base64. */
export type SigningOutcome = readonly HashOutcome[];

/** An intent with its outcome, if it is known. */
export interface SigningAttempt extends SigningIntent {
  readonly outcome?: SigningOutcome | undefined;
}

/** How an attempt ended. */
export interface SigningEnding {
  readonly attemptId: string;
  readonly outcome: SigningOutcome;
  readonly endedAt: Date;
}

/**
 * The SAM's journal of signatures: intent before the token is asked, outcome after. Whoever writes here holds the lock of each
 * attempt's activation. Several at a time, since requests share their commits.
 */
export abstract class SigningJournal {
  /** An attempt as it stands at this moment. */
  abstract read(attemptId: string): Promise<SigningAttempt | undefined>;
  /** Those of these attempts that are known, by their ids. */
  abstract find(transaction: Transaction, attemptIds: readonly string[]): Promise<ReadonlyMap<string, SigningAttempt>>;
  /** @throws if one of the attempts is there already; two of one id never both come through */
  abstract intend(transaction: Transaction, intents: readonly SigningIntent[]): Promise<void>;
  /** Writes outcomes, each once. Answers how many had none before. */
  abstract conclude(transaction: Transaction, endings: readonly SigningEnding[]): Promise<number>;
  /** Some attempts begun before this moment whose outcome nobody wrote, oldest first: their process is gone. */
  abstract unfinished(before: Date): Promise<readonly SigningIntent[]>;
}
