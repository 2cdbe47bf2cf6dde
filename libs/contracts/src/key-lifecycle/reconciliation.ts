import { z } from 'zod';
import { defineCall } from '../call.js';
import { moment, reply, request } from '../fields.js';

export const reconcile = defineCall({
  service: 'key-lifecycle',
  name: 'reconcile',
  version: 1,
  purpose: 'Has keys and credentials compared now instead of at the next daily time, and tells how the last comparison went.',
  request: request({}),
  reply: reply({
    last: z
      .object({
        finishedAt: moment,
        keys: z.number().int(),
        credentials: z.number().int(),
        /** Keys that nothing named, destroyed. */ orphans: z.number().int(),
        /** Credentials that were taken to the state the SAM’s record has. */ followed: z.number().int(),
        /** What nobody could repair: the events tell which. */ unresolved: z.number().int(),
      })
      .optional(),
  }),
  errors: [],
  callers: ['management'],
  budgetMs: 3_000,
});
