import { bus, database, http, log, serviceConfig } from '@paraph/platform';

/** Settings of key-lifecycle. */
export const keyLifecycleConfig = serviceConfig('key-lifecycle', { http, log, bus, database });
