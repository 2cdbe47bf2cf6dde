import { ServiceError } from '@paraph/contracts';
import { CkrError, isRefusal, isTrouble } from './ckr.js';
import { Overdue } from './overdue.js';
import { ThreadsLost } from './threads/token-threads.js';

/** What an error says of the token it came from. */
export interface Verdict {
  /** The answer's name, when the token answered. */
  readonly ckr: string | undefined;
  /** Whether it is the token that failed, and not what it was asked. */
  readonly isTrouble: boolean;
  /** Whether to look if the login still stands. */
  readonly isSuspicious: boolean;
}

/** Judges what a call met; what the token never saw says nothing. */
export function verdictOn(error: unknown): Verdict {
  const cause = rootOf(error);
  if (!(cause instanceof CkrError)) {
    const isLost = cause instanceof Overdue || cause instanceof ThreadsLost || (error instanceof ServiceError && error.code === 'hsm.ambiguous');
    return { ckr: undefined, isTrouble: isLost, isSuspicious: isLost };
  }
  const isAmbiguous = error instanceof ServiceError && error.code === 'hsm.ambiguous';
  return { ckr: cause.ckr, isTrouble: isTrouble(cause) || isAmbiguous, isSuspicious: !isRefusal(cause) };
}

function rootOf(error: unknown): unknown {
  let root = error;
  for (let depth = 0; depth < 5 && root instanceof Error && !(root instanceof CkrError) && root.cause !== undefined; depth++) root = root.cause;
  return root;
}
