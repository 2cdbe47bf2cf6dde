import { bus, database, http, log, origin, serviceConfig } from '@paraph/platform';

/** Settings of the CA connector. */
export const caConnectorConfig = serviceConfig('ca-connector', { http, log, bus, database, publication: { origin } });
