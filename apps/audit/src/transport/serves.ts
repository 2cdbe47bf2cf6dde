import { servesBelow } from '@paraph/platform';

/** Below which the audit API stands. */
export const ROOT = '/audit/v1/';

/** Marks the method of a controller that serves an endpoint of the audit service. */
export const Serves = servesBelow(ROOT);
