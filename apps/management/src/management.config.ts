import { bus, http, log, secretFile, serviceConfig, setting } from '@paraph/platform';
import { isIPv4 } from 'node:net';
import { z } from 'zod';

/** Until operators have passkeys of their own, whoever is on the machine and holds the token is the operator; nobody else may ask. */
const loopback = z.string().refine((host) => host === '::1' || (isIPv4(host) && host.startsWith('127.')), 'expected a loopback address, 127.0.0.1 or ::1');

const origin = z.url().refine((text) => !text.endsWith('/'), 'expected no slash at the end');

/** Settings of management. */
export const managementConfig = serviceConfig('management', {
  http: {
    host: setting('HTTP_HOST', loopback, { purpose: 'address to listen on; loopback only', fallback: '127.0.0.1' }),
    port: http.port,
  },
  log,
  bus,
  access: {
    token: secretFile('TOKEN_FILE', { purpose: 'bootstrap token, sent as Bearer by whoever founds the service' }),
    bootstrap: setting('BOOTSTRAP', z.enum(['until-founded', 'always']), {
      purpose: 'until-founded: that token is worth nothing from the first security officer on; always: for trials',
      fallback: 'until-founded',
    }),
  },
  pages: {
    own: setting('PUBLIC_ORIGIN', origin, { purpose: 'origin of this host in a browser, where operators use their passkeys; a host name, no address' }),
    identity: setting('IDENTITY_ORIGIN', origin, { purpose: 'origin of identity, where a signer completes an enrolment' }),
    approval: setting('APPROVAL_ORIGIN', origin, { purpose: 'origin of the approval page, where approvers look at a proposal' }),
  },
});
