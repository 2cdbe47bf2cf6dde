import { z } from 'zod';
import { defineCall } from '../call.js';
import { base64, digestBase64Url, id, moment, reply, request, title, url } from '../fields.js';
import { contactEmail } from './contact.js';
import { clientSettings, clientWord } from './client-settings.js';
import { publicJwk } from './public-jwk.js';

export const createSubscriber = defineCall({
  service: 'identity',
  name: 'createSubscriber',
  version: 2,
  purpose: 'Records a legal entity under contract.',
  request: request({ name: title, /** Told what becomes of its credentials. */ contactEmail: contactEmail.optional() }),
  reply: reply({ subscriberId: id('sub') }),
  errors: [],
  callers: ['management'],
  budgetMs: 3_000,
});

export const createClient = defineCall({
  service: 'identity',
  name: 'createClient',
  version: 3,
  purpose: "Records a subscriber's signature-creation application; a secret is answered once and kept only as a hash.",
  request: request({
    subscriberId: id('sub'),
    name: title,
    redirectUris: z.array(url).min(1).max(20),
    authentication: z.discriminatedUnion('method', [
      request({ method: z.literal('client_secret') }),
      request({ method: z.literal('private_key_jwt'), keys: z.array(publicJwk).min(1).max(5) }),
      /** By a certificate of its own in the TLS connection (RFC 8705 section 2.2). */
      request({ method: z.literal('self_signed_tls_client_auth'), certificates: z.array(base64).min(1).max(5) }),
      /** A public client, such as a wallet: every token of it is bound to a key of its own (RFC 9449). */
      request({ method: z.literal('none') }),
    ]),
    /** What is left out has its safe default. */
    settings: clientSettings.optional(),
  }),
  reply: reply({ clientId: id('cli'), clientSecret: z.string().optional() }),
  errors: ['subscriber.unknown'],
  callers: ['management'],
  budgetMs: 3_000,
});

export const createSigner = defineCall({
  service: 'identity',
  name: 'createSigner',
  version: 1,
  purpose: 'Records a person who is going to sign for a subscriber. Who that person is comes with the enrolment.',
  request: request({ subscriberId: id('sub'), name: title }),
  reply: reply({ signerId: id('sgn') }),
  errors: ['subscriber.unknown'],
  callers: ['management'],
  budgetMs: 3_000,
});

export const describeSigner = defineCall({
  service: 'identity',
  name: 'describeSigner',
  version: 1,
  purpose: 'Tells which subscriber a signer belongs to.',
  request: request({ signerId: id('sgn') }),
  reply: reply({ signerId: id('sgn'), subscriberId: id('sub'), name: title }),
  errors: ['signer.unknown'],
  callers: ['management', 'gateway', 'key-lifecycle'],
  budgetMs: 3_000,
});

export const introspectToken = defineCall({
  service: 'identity',
  name: 'introspectToken',
  version: 2,
  purpose: 'Tells what an access token may do. The token itself is not sent, only its SHA-256.',
  request: request({ tokenDigest: digestBase64Url }),
  reply: z.discriminatedUnion('state', [
    reply({ state: z.enum(['unknown', 'expired', 'revoked']) }),
    reply({
      state: z.literal('active'),
      scope: z.enum(['service', 'credential', 'credential-creation', 'credential-deletion']),
      clientId: id('cli'),
      subscriberId: id('sub'),
      /** Absent for a client's own token (client_credentials). */
      signerId: id('sgn').optional(),
      /** Present for every scope but `service`: the credential that is authorised for, made or to be deleted. */
      credentialId: id('cred').optional(),
      /** For `credential-deletion`: the change by which its signer decided it. */
      changeId: id('chg').optional(),
      /** SHA-256 thumbprint (RFC 7638) of the key the token is bound to, base64url; such a token comes with a proof each time (RFC 9449). */
      proofKeyThumbprint: digestBase64Url.optional(),
      client: clientWord,
      expiresAt: moment,
    }),
  ]),
  errors: [],
  callers: ['gateway', 'audit'],
  budgetMs: 2_000,
});

/** A token made here: the text the client will send, and whole seconds for which it is good. */
export const logIn = defineCall({
  service: 'identity',
  name: 'logIn',
  version: 1,
  purpose: 'CSC auth/login: opens a service token for the signer of an account, by password or by an earlier login’s refresh token.',
  request: request({
    by: z.discriminatedUnion('kind', [
      request({ kind: z.literal('password'), userName: z.string().min(1).max(200), password: z.string().min(1).max(1_000) }),
      request({ kind: z.literal('refresh-token'), tokenDigest: digestBase64Url }),
    ]),
    rememberMe: z.boolean(),
    /** Network address the request came from, as the edge believes it; wrong tries count by it. */
    address: z.string().min(1).max(100),
  }),
  reply: reply({ accessToken: z.string(), refreshToken: z.string().optional(), expiresIn: z.number().int().positive() }),
  errors: ['login.refused', 'login.throttled', 'token.unknown'],
  callers: ['gateway'],
  budgetMs: 5_000,
});

export const createLogin = defineCall({
  service: 'identity',
  name: 'createLogin',
  version: 1,
  purpose: 'Gives a signer a user name and password for CSC auth/login through one client; the password is made here and answered once.',
  request: request({
    clientId: id('cli'),
    signerId: id('sgn'),
    userName: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .regex(/^[^:\p{Cc}]+$/u, 'expected no colon and no control character'),
  }),
  reply: reply({ userName: z.string(), password: z.string() }),
  errors: ['client.unknown', 'signer.unknown', 'request.duplicate'],
  callers: ['management'],
  budgetMs: 5_000,
});

export const revokeToken = defineCall({
  service: 'identity',
  name: 'revokeToken',
  version: 1,
  purpose: 'CSC auth/revoke: ends a token of the caller’s client at once; a refresh token with every access token of its grant.',
  request: request({
    tokenDigest: digestBase64Url,
    hint: z.enum(['access_token', 'refresh_token']).optional(),
    /** Who asks, by the token of the request: only tokens of this client, and of this signer where one is named, are ended. */
    clientId: id('cli'),
    signerId: id('sgn').optional(),
  }),
  reply: reply({}),
  errors: ['token.unknown'],
  callers: ['gateway'],
  budgetMs: 3_000,
});

export const listBrowserOrigins = defineCall({
  service: 'identity',
  name: 'listBrowserOrigins',
  version: 1,
  purpose: 'The web origins from which some client may call the API in a browser: what a preflight, which names no client, is answered by.',
  request: request({}),
  reply: reply({ origins: z.array(z.string()) }),
  errors: [],
  callers: ['gateway'],
  budgetMs: 2_000,
});

export const reportRefusal = defineCall({
  service: 'identity',
  name: 'reportRefusal',
  version: 1,
  purpose: 'Records that the gateway refused a request of an authenticated client before any other process saw it.',
  request: request({
    clientId: id('cli'),
    signerId: id('sgn').optional(),
    /** CSC method, such as `signatures/signHash`. */
    method: z.string().max(60),
    /** The error as the client got it. */
    error: z.string().max(60),
    description: z.string().max(300),
  }),
  reply: reply({}),
  errors: [],
  callers: ['gateway'],
  budgetMs: 2_000,
});
