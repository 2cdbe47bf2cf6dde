import { bus, ConfigProblems, http, log, secretFile, serviceConfig, setting, type ConfigOf, traces } from '@paraph/platform';
import { isIPv4 } from 'node:net';
import { z } from 'zod';

const origin = z.url().refine((text) => !text.endsWith('/'), 'expected no slash at the end');

/** Settings of management. */
export const managementConfig = serviceConfig('management', {
  http,
  log,
  traces,
  bus,
  access: {
    token: secretFile('TOKEN_FILE', { purpose: 'bootstrap token, sent as Bearer by whoever founds the service' }),
    bootstrap: setting('BOOTSTRAP', z.enum(['until-founded', 'always']), {
      purpose: 'until-founded: that token is worth nothing from the first security officer on; always: for trials, on a loopback address only',
      fallback: 'until-founded',
    }),
  },
  pages: {
    own: setting('PUBLIC_ORIGIN', origin, { purpose: 'origin of this host in a browser, where operators use their passkeys; a host name, no address' }),
    identity: setting('IDENTITY_ORIGIN', origin, { purpose: 'origin of identity, where a signer completes an enrolment' }),
    approval: setting('APPROVAL_ORIGIN', origin, { purpose: 'origin of the approval page, where approvers look at a proposal' }),
  },
});

/**
 * A token that goes on opening everything is good for the machine it lies on and for nowhere else: on an address that others reach, operators come with
 * passkeys of their own from the first security officer on.
 *
 * @throws ConfigProblems where that token would be worth something on such an address
 */
export function refuseOpenBootstrap({ http: { host }, access }: ConfigOf<typeof managementConfig.shape>): void {
  if (access.bootstrap !== 'always' || isLoopback(host)) return;
  throw new ConfigProblems('management', ['MANAGEMENT_BOOTSTRAP may be always only where MANAGEMENT_HTTP_HOST is a loopback address, 127.0.0.1 or ::1']);
}

function isLoopback(host: string): boolean {
  return host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
