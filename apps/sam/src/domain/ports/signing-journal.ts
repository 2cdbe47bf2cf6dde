import type { Transaction } from './transactions.js';

/** What one request is about to have signed, and on whose authority. */
export interface SigningIntent {
  /** One per HTTP request at the gateway. */
  readonly attemptId: string;
  readonly activationId: string;
  /** SHA-256 over the whole request, base64url: a repeat must be the same in every member. */
  readonly requestDigest: string;
  readonly intendedAt: Date;
}

/**
 * How it ended. `released`: the token refused before it signed anything, the occurrences are free again.
 * `burned`: a signature may exist, so they never are.
 */
export type SigningOutcome =
  { readonly state: 'made'; readonly signatures: readonly string[] } | { readonly state: 'released' | 'burned'; readonly cause: string };

/** An intent with its outcome, if it is known. */
export interface SigningAttempt extends SigningIntent {
  readonly outcome?: SigningOutcome | undefined;
}

/** The SAM's journal of signatures: intent before the token is asked, outcome after. */
export abstract class SigningJournal {
  abstract find(transaction: Transaction, attemptId: string): Promise<SigningAttempt | undefined>;
  /** @throws if the attempt is there already; two of one id never both come through */
  abstract intend(transaction: Transaction, intent: SigningIntent): Promise<void>;
  /** Writes the outcome, once. Answers false if there is one already. */
  abstract conclude(transaction: Transaction, attemptId: string, ending: { readonly outcome: SigningOutcome; readonly endedAt: Date }): Promise<boolean>;
  /** Attempts begun before this moment whose outcome nobody wrote: their process is gone. */
  abstract unfinished(before: Date): Promise<readonly SigningIntent[]>;
}
