import { bus, http, integer, log, origin, proxiesInFront, serviceConfig, setting, traces } from '@paraph/platform';
import { z } from 'zod';

const plainOrigin = z.url().refine((text) => !text.endsWith('/'), 'expected no slash at the end');

/** Settings of the gateway. */
export const gatewayConfig = serviceConfig('gateway', {
  http,
  log,
  traces,
  bus,
  origins: {
    self: origin,
    // Clients append `/oauth2/…`; with a slash at the end two of them ask for `//oauth2/…`.
    identity: setting('IDENTITY_ORIGIN', plainOrigin, { purpose: 'origin of the authorisation server, as CSC `info.oauth2`' }),
  },
  provider: {
    name: setting('PROVIDER_NAME', z.string().min(1).max(255), { purpose: 'commercial name of the service, as CSC `info.name`', fallback: 'Paraph' }),
    region: setting('PROVIDER_REGION', z.string().regex(/^[A-Z]{2}$/, 'expected an ISO 3166-1 alpha-2 country'), {
      purpose: 'country of the provider, as CSC `info.region`',
      fallback: 'FR',
    }),
    logo: setting('PROVIDER_LOGO_URL', z.union([z.literal(''), z.url()]), {
      purpose: 'address of a JPEG or PNG of at most 256 by 256 pixels; empty for the one the gateway serves',
      fallback: '',
    }),
  },
  limits: {
    perAddress: setting('REQUESTS_PER_ADDRESS', integer(1, 10_000_000), {
      purpose: 'requests a minute that may come from one address (IPv6: one /64), over one replica, before anybody asks who sends them',
      fallback: '30000',
    }),
    proxies: proxiesInFront,
  },
  specs: {
    v1: setting('CSC_V1_SPECS', z.string().regex(/^1\.\d+\.\d+\.\d+$/, 'expected 1.x.y.z'), {
      purpose: 'what CSC `info.specs` says under /csc/v1; the text of 1.0.4.0 itself still prescribes 1.0.3.0',
      fallback: '1.0.4.0',
    }),
    v2: setting('CSC_V2_SPECS', z.string().regex(/^2\.\d+\.\d+\.\d+$/, 'expected 2.x.y.z'), {
      purpose: 'what CSC `info.specs` says under /csc/v2; some clients accept one value only',
      fallback: '2.2.0.0',
    }),
  },
});
