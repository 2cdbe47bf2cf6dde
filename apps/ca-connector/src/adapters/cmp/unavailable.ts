import { ServiceError } from '@paraph/contracts';

const RETRY_AFTER_S = 30;

/** The authority gave no answer that can be used: asking again may help. */
export function unavailable(why: string, cause?: unknown): ServiceError {
  return new ServiceError('authority.unavailable', why, { cause, retryAfter: RETRY_AFTER_S });
}

/** The authority's no, or an answer that ends the order. */
export function refused(why: string): ServiceError {
  return new ServiceError('certificate.refused', why);
}
