import { isErrorCode, ServiceError } from '@paraph/contracts';
import type { HashOutcome, SigningOutcome } from '../ports/signing-journal.js';

/** How many hashes of an attempt came to what. */
export interface OutcomeCount {
  readonly signed: number;
  readonly released: number;
  readonly burned: number;
}

/** The signatures that exist, in the order of the request. */
export function signaturesOf(outcome: SigningOutcome): readonly string[] {
  return outcome.flatMap((one) => (one.state === 'signed' ? [one.signature] : []));
}

/** Why the first hash that was not signed was not; `undefined` if all were. */
export function firstCause(outcome: SigningOutcome): string | undefined {
  return outcome.find((one) => one.state !== 'signed')?.cause;
}

export function countOutcome(outcome: SigningOutcome): OutcomeCount {
  const count = (state: HashOutcome['state']): number => outcome.filter((one) => one.state === state).length;
  return { signed: count('signed'), released: count('released'), burned: count('burned') };
}

/** Whether two outcomes say the same of each hash. */
export function isSameOutcome(one: SigningOutcome, other: SigningOutcome): boolean {
  const text = (outcome: SigningOutcome): string =>
    JSON.stringify(outcome.map((hash) => (hash.state === 'signed' ? [hash.state, hash.signature] : [hash.state, hash.cause])));
  return text(one) === text(other);
}

/**
 * What an attempt is answered that did not make every signature, at first and at each repeat. What became of each hash,
 * `DescribeAttempt` tells.
 */
export function failureOf(outcome: SigningOutcome, cause?: unknown): ServiceError {
  const { signed, burned } = countOutcome(outcome);
  if (signed > 0) return new ServiceError('attempt.partial', 'the token signed a part of the hashes; the attempt tells which', { cause });
  if (burned > 0) return new ServiceError('hsm.ambiguous', 'the token does not tell whether it signed; what it may have signed stays spent', { cause });
  if (cause instanceof ServiceError) return cause;
  const code = firstCause(outcome) ?? '';
  return new ServiceError(isErrorCode(code) ? code : 'hsm.refused', 'the token refused this attempt before it signed', { cause });
}
