import { bus, database, http, jsonFile, log, optional, origin, secretFile, serviceConfig, setting, textFile, when, traces } from '@paraph/platform';
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { authoritiesSettings } from './adapters/authorities.settings.js';
import { authorityUrl } from './adapters/http/connection.settings.js';

const anchorsFile = textFile('TSA_ANCHORS_FILE', {
  purpose: 'PEM certificates that the authority’s own must lead to; without it the https connection says who it is',
});

const tsaKind = setting('TSA_KIND', z.enum(['embedded', 'http']), {
  purpose: 'who gives time-stamps: embedded (the SAM’s own unit), or http (an authority elsewhere, RFC 3161)',
  fallback: 'embedded',
});

const tsa = when(tsaKind, 'http', {
  url: setting('TSA_URL', authorityUrl, { purpose: 'https address that time-stamp requests are posted to' }),
  policy: optional(
    setting('TSA_POLICY', z.string().regex(/^[012](?:\.(?:0|[1-9]\d*))+$/, 'expected a dotted object identifier'), {
      purpose: 'dotted identifier of the policy to ask for; answers under another one are refused',
    }),
  ),
  anchors: optional({
    ...anchorsFile,
    parse: (path: string) => certificates(anchorsFile.parse(path)),
  }),
  login: setting('TSA_LOGIN', z.enum(['none', 'password']), { purpose: 'whether one signs in there: none, or password (HTTP Basic)', fallback: 'none' }),
});

/** Settings of the CA connector. */
export const caConnectorConfig = serviceConfig('ca-connector', {
  http,
  log,
  traces,
  bus,
  database,
  publication: { origin },
  certification: {
    authorities: optional(
      jsonFile('AUTHORITIES_FILE', authoritiesSettings, {
        purpose: 'JSON: certification authorities elsewhere and which policy goes to which of them; a policy without a route goes to the embedded one',
      }),
    ),
  },
  ocsp: {
    answers: setting('OCSP_ANSWERS', z.enum(['ahead', 'asked']), {
      purpose: 'when answers about certificates are signed: ahead (all of them, every half hour, before anybody asks), or asked (the first time somebody does)',
      fallback: 'ahead',
    }),
    nonce: setting('OCSP_NONCE', z.enum(['ignore', 'answer']), {
      purpose: 'what a nonce in a question does: ignore (one answer serves everybody), or answer (it costs a signature of its own, RFC 9654)',
      fallback: 'ignore',
    }),
  },
  timestamps: { kind: tsaKind },
  tsa,
  tsaLogin: when(tsa.login, 'password', {
    user: setting('TSA_USER', z.string().regex(/^[^:]{1,254}$/, 'expected 1 to 254 characters and no colon'), { purpose: 'name one signs in with there' }),
    password: secretFile('TSA_PASSWORD_FILE', { purpose: 'password that belongs to the name' }),
  }),
});

function certificates(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new Error('expected one or more PEM certificates in the file');
  return blocks.map((block) => new X509Certificate(block));
}
