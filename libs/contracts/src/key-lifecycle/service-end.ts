import { z } from 'zod';
import { defineCall } from '../call.js';
import { moment, reply, request } from '../fields.js';

const count = z.number().int().nonnegative();

export const countCredentials = defineCall({
  service: 'key-lifecycle',
  name: 'countCredentials',
  version: 1,
  purpose: 'How many credentials there are of each state, for whoever plans the end of the service or follows it.',
  request: request({}),
  reply: reply({
    states: z.array(z.object({ state: z.string(), count })),
    /** Subscribers that have one which may still sign. */
    subscribers: count,
    /** Signers that have one which may still sign. */
    signers: count,
    /** When the certificate that lasts longest is over. */
    lastValidTo: moment.optional(),
  }),
  errors: [],
  callers: ['management'],
  budgetMs: 15_000,
});
