import { clientProfileNames } from '@paraph/kernel';
import { z } from 'zod';
import { defineCall } from '../call.js';
import { id, moment, reply, request, title, url } from '../fields.js';
import { clientSettings } from './client-settings.js';

/** Where a name begins, whatever the case of its letters. */
const nameBegins = title.optional();
const most = z.number().int().min(1).max(200);

export const listSubscribers = defineCall({
  service: 'identity',
  name: 'listSubscribers',
  version: 1,
  purpose: 'The legal entities under contract, by name.',
  request: request({ name: nameBegins, limit: most, /** The last one of the page before. */ after: id('sub').optional() }),
  reply: reply({
    subscribers: z.array(z.object({ subscriberId: id('sub'), name: title, createdAt: moment })),
    /** What the next page comes after; absent on the last one. */
    next: id('sub').optional(),
  }),
  errors: [],
  callers: ['management'],
  budgetMs: 5_000,
});

const authenticationMethods = ['client_secret', 'private_key_jwt', 'self_signed_tls_client_auth', 'none'] as const;

const listedClient = {
  clientId: id('cli'),
  subscriberId: id('sub'),
  name: title,
  authentication: z.enum(authenticationMethods),
  profile: z.enum(clientProfileNames),
  createdAt: moment,
  /** Set once it may ask for nothing any more. */
  endedAt: moment.optional(),
};

export const listClients = defineCall({
  service: 'identity',
  name: 'listClients',
  version: 1,
  purpose: 'The signature-creation applications, of one subscriber or of all, by name.',
  request: request({ subscriberId: id('sub').optional(), name: nameBegins, limit: most, after: id('cli').optional() }),
  reply: reply({ clients: z.array(z.object(listedClient)), next: id('cli').optional() }),
  errors: [],
  callers: ['management'],
  budgetMs: 5_000,
});

/** A client as its operators see it: no secret, and no digest of one. */
const clientDescription = reply({
  ...listedClient,
  redirectUris: z.array(url),
  /** Names (`kid`) of the keys it authenticates with, or SHA-256 of its certificates, hexadecimal. */
  keyIds: z.array(z.string()),
  /** As it would be given to `changeClient`. */
  settings: z.record(z.string(), z.unknown()),
});

export const describeClient = defineCall({
  service: 'identity',
  name: 'describeClient',
  version: 1,
  purpose: 'One signature-creation application with everything that was decided about it.',
  request: request({ clientId: id('cli') }),
  reply: clientDescription,
  errors: ['client.unknown'],
  callers: ['management'],
  budgetMs: 3_000,
});

export const changeClient = defineCall({
  service: 'identity',
  name: 'changeClient',
  version: 1,
  purpose: 'Puts other redirect addresses or other settings in the place of a client’s; what is left out stays. Its name and keys for orders are the SAM’s.',
  request: request({ clientId: id('cli'), redirectUris: z.array(url).min(1).max(20).optional(), settings: clientSettings.optional() }),
  reply: clientDescription,
  errors: ['client.unknown'],
  callers: ['management'],
  budgetMs: 3_000,
});

export const endClient = defineCall({
  service: 'identity',
  name: 'endClient',
  version: 1,
  purpose: 'Ends a client for good: it gets no token any more, and what it holds opens nothing. Repeating it changes nothing.',
  request: request({ clientId: id('cli'), reason: z.string().trim().min(1).max(200) }),
  reply: reply({ clientId: id('cli'), endedAt: moment }),
  errors: ['client.unknown'],
  callers: ['management'],
  budgetMs: 3_000,
});

export const listSigners = defineCall({
  service: 'identity',
  name: 'listSigners',
  version: 1,
  purpose: 'The persons who sign, for one subscriber or for all, by name.',
  request: request({ subscriberId: id('sub').optional(), name: nameBegins, limit: most, after: id('sgn').optional() }),
  reply: reply({
    signers: z.array(z.object({ signerId: id('sgn'), subscriberId: id('sub'), name: title, createdAt: moment })),
    next: id('sgn').optional(),
  }),
  errors: [],
  callers: ['management'],
  budgetMs: 5_000,
});
