import { servesBelow } from '@paraph/platform';

/** Below which the management API stands. */
export const ROOT = '/management/v1/';

/** Marks the method of a controller that serves an endpoint of management. */
export const Serves = servesBelow(ROOT);
