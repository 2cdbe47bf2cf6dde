import { z } from 'zod';
import { id, moment, title } from '../fields.js';
import { countCredentials } from '../key-lifecycle/service-end.js';
import { describeServiceEnd } from '../sam/service-end.js';
import { defineEndpoint } from '../endpoint.js';

/** Most clients that one report names; the count is of all. */
export const MOST_TOLD = 2_000;

/** The end of the service (EOL-01): what it would do, before anybody proposes it, and how far it has come. */
export const serviceEndpoints = {
  describeServiceEnd: defineEndpoint({
    method: 'GET',
    path: 'service-end',
    status: 200,
    tag: 'service',
    purpose: 'What the end of the service would revoke, destroy and whom it concerns, or how far it has come. Changes nothing.',
    answer: z.object({
      state: describeServiceEnd.reply.shape.state,
      decidedAt: moment.optional(),
      reason: z.string().optional(),
      finishedAt: moment.optional(),
      /** What the signature module destroys and revokes. */
      destroyed: z.object({ keys: z.number(), containers: z.number(), activations: z.number(), backupsUntil: moment }),
      revoked: z.object({ here: z.number(), elsewhere: z.number() }),
      authority: describeServiceEnd.reply.shape.authority,
      /** Credentials by their state, by the records that decide and by those that are shown. */
      credentials: z.object({ recorded: z.record(z.string(), z.number()), shown: countCredentials.reply.shape.states }),
      /** Who has to be told. */
      told: z.object({
        subscribers: z.number(),
        signers: z.number(),
        clients: z.number(),
        names: z.array(z.object({ clientId: id('cli'), subscriberId: id('sub'), name: title })),
      }),
      /** What is kept, and by which command it is exported. */
      kept: z.array(z.object({ what: z.string(), how: z.string() })),
    }),
    errors: [...describeServiceEnd.errors],
  }),
} as const;
