import type { ErrorCode } from '@paraph/contracts';

/** Failures that pass: what was left behind by one of them is tried again instead of ended. */
export const passingFailures: ReadonlySet<ErrorCode> = new Set([
  'service.unavailable',
  'deadline.exceeded',
  'hsm.unavailable',
  'internal',
  'certificate.pending',
  'authority.unavailable',
]);
