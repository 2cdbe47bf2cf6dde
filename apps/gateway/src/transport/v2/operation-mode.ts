import { CscRefusal, refusals } from '../csc-error.js';
import type { Members } from '../members.js';

/** Longest time a result could be asked to stay, thirty days in milliseconds. */
const LONGEST_VALIDITY_MS = 30 * 24 * 3_600_000;

/**
 * Checks the members of the asynchronous mode, which the service does not offer: `S` or nothing passes, and what belongs
 * to `A` only is checked for its shape and then ignored.
 */
export function decodeOperationMode(members: Members): void {
  if (members.has('operationMode') && members.raw('operationMode') !== 'S') throw new CscRefusal(refusals.invalid('operationMode'));
  if (members.has('validity_period')) checkValidity(members.raw('validity_period'));
  if (members.has('response_uri') && !isHttps(members.raw('response_uri'))) throw new CscRefusal(refusals.invalid('response_uri'));
}

function checkValidity(period: unknown): void {
  if (typeof period !== 'number' || !Number.isInteger(period)) throw new CscRefusal(refusals.invalid('validity_period'));
  if (period < 1 || period > LONGEST_VALIDITY_MS) throw new CscRefusal(refusals.outOfBounds('validity_period'));
}

function isHttps(address: unknown): boolean {
  return typeof address === 'string' && URL.canParse(address) && new URL(address).protocol === 'https:';
}
