import { Secret } from '@paraph/kernel';
import { bus, database, http, integer, jsonFile, log, optional, origin, secretFile, serviceConfig, setting, type Setting, traces } from '@paraph/platform';
import { z } from 'zod';
import { roleRules } from './domain/operators/role-rules.js';

const bareOrigin = z.url().refine((text) => text === URL.parse(text)?.origin, 'expected scheme, host and port with nothing behind them');

const text = z.string().min(1);

/** Private keys for signatures, as a JWK set. */
const signingKeys = z
  .object({ keys: z.array(z.looseObject({ kty: z.literal('EC'), crv: z.literal('P-256'), kid: text, x: text, y: text, d: text })).min(1) })
  .transform((set) => new Secret(JSON.stringify({ keys: set.keys.map((key) => ({ use: 'sig', alg: 'ES256', ...key })) })));

const loginProvider = z.strictObject({
  issuer: z.url().refine(isSecureOrLocal, 'expected https, or http on this machine'),
  clientId: z.string().min(1),
  clientSecret: z
    .string()
    .min(16)
    .transform((text) => new Secret(text)),
});

const cookieFile = secretFile('COOKIE_KEYS_FILE', { purpose: 'secrets for cookies, one a line, newest first, 32 characters or more each' });
const cookieKeys: Setting<readonly Secret[]> = { ...cookieFile, parse: (path) => cookieSecrets(cookieFile.parse(path)) };

/** Settings of the identity service. */
export const identityConfig = serviceConfig('identity', {
  http,
  log,
  traces,
  bus,
  database,
  origins: {
    own: origin,
    approval: setting('APPROVAL_ORIGIN', bareOrigin, { purpose: 'origin of the approval page' }),
    gateway: setting('GATEWAY_ORIGIN', bareOrigin, { purpose: 'origin of the gateway, whose API access tokens are for' }),
  },
  keys: {
    cookies: cookieKeys,
    signing: jsonFile('SIGNING_KEYS_FILE', signingKeys, { purpose: 'JWK set with private P-256 keys of the authorisation server' }),
  },
  limits: {
    perClient: setting('REQUESTS_PER_CLIENT', integer(1, 1_000_000), { purpose: 'authorisation requests a minute that one client may make', fallback: '600' }),
    perAddress: setting('REQUESTS_PER_ADDRESS', integer(1, 1_000_000), {
      purpose: 'authorisation requests a minute that may come from one address',
      fallback: '600',
    }),
    tokensPerAddress: setting('TOKEN_REQUESTS_PER_ADDRESS', integer(1, 10_000_000), {
      purpose: 'requests a minute for tokens, and as many for their revocation, that may come from one address; applications ask from few',
      fallback: '6000',
    }),
    proxies: setting('PROXIES_IN_FRONT', integer(0, 10), {
      purpose: 'proxies of yours between browsers and this process, each of which appends to X-Forwarded-For; 0 believes no such header',
      fallback: '0',
    }),
  },
  mutualTls: {
    certificates: setting('TLS_CLIENT_CERTIFICATES', z.enum(['ask', 'ignore']), {
      purpose:
        'whether TLS connections are asked for a certificate, by which clients prove themselves (self_signed_tls_client_auth); browsers that have one show a dialogue',
      fallback: 'ignore',
    }),
  },
  operators: {
    managementOrigin: setting('MANAGEMENT_ORIGIN', bareOrigin, { purpose: 'origin of the management host, where operators use their passkeys' }),
    rules: optional(
      jsonFile('ROLE_RULES_FILE', roleRules, {
        purpose: 'which roles one person may not hold together: a file of policies/roles; qes.json where none is named',
      }),
    ),
    idleMinutes: setting('OPERATOR_IDLE_MINUTES', integer(1, 60), { purpose: 'minutes without use after which an operator’s session ends', fallback: '15' }),
    longestMinutes: setting('OPERATOR_SESSION_MINUTES', integer(5, 720), {
      purpose: 'minutes after which an operator’s session ends however much it is used',
      fallback: '480',
    }),
  },
  login: {
    provider: jsonFile('LOGIN_PROVIDER_FILE', loginProvider, {
      purpose: 'identity provider for ordinary logins: {"issuer", "clientId", "clientSecret"}; its client must not be the one evidence comes through',
    }),
  },
});

function cookieSecrets(content: Secret): Secret[] {
  const lines = content
    .reveal()
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  if (lines.length === 0 || lines.some((line) => line.length < 32)) throw new Error('expected lines of 32 characters or more');
  return lines.map((line) => new Secret(line));
}

function isSecureOrLocal(text: string): boolean {
  const { protocol = '', hostname = '' } = URL.parse(text) ?? {};
  return protocol === 'https:' || (protocol === 'http:' && (['127.0.0.1', 'localhost'].includes(hostname) || hostname.endsWith('.localhost')));
}
