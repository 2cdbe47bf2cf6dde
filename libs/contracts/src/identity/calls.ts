import { z } from 'zod';
import { defineCall } from '../call.js';
import { digestBase64Url, id, moment, reply, request, title, url } from '../fields.js';
import { publicJwk } from './public-jwk.js';

export const createSubscriber = defineCall({
  service: 'identity',
  name: 'createSubscriber',
  version: 1,
  purpose: 'Records a legal entity under contract.',
  request: request({ name: title }),
  reply: reply({ subscriberId: id('sub') }),
  errors: [],
  callers: ['management'],
  budgetMs: 3_000,
});

export const createClient = defineCall({
  service: 'identity',
  name: 'createClient',
  version: 1,
  purpose: "Records a subscriber's signature-creation application; a secret is answered once and kept only as a hash.",
  request: request({
    subscriberId: id('sub'),
    name: title,
    redirectUris: z.array(url).min(1).max(20),
    authentication: z.discriminatedUnion('method', [
      request({ method: z.literal('client_secret') }),
      request({ method: z.literal('private_key_jwt'), keys: z.array(publicJwk).min(1).max(5) }),
    ]),
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
  version: 1,
  purpose: 'Tells what an access token may do. The token itself is not sent, only its SHA-256.',
  request: request({ tokenDigest: digestBase64Url }),
  reply: z.discriminatedUnion('state', [
    reply({ state: z.enum(['unknown', 'expired', 'revoked']) }),
    reply({
      state: z.literal('active'),
      scope: z.enum(['service', 'credential']),
      clientId: id('cli'),
      subscriberId: id('sub'),
      /** Absent for a client's own token (client_credentials). */
      signerId: id('sgn').optional(),
      /** Present for the credential scope. */
      credentialId: id('cred').optional(),
      expiresAt: moment,
    }),
  ]),
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
