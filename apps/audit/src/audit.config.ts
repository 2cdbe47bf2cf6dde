import { bus, database, http, log, secretFile, serviceConfig } from '@paraph/platform';

/** Settings of the audit service. */
export const auditConfig = serviceConfig('audit', {
  http,
  log,
  bus,
  database,
  auditor: { token: secretFile('TOKEN_FILE', { purpose: 'file with the bearer token an auditor sends, at least 32 characters', atLeast: 32 }) },
});
