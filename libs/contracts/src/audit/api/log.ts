import { z } from 'zod';
import { moment } from '../../fields.js';
import { defineEndpoint } from '../../endpoint.js';

const position = z.number().int().nonnegative();

/** The log itself: its months, and a look at all of it. */
export const logEndpoints = {
  listMonths: defineEndpoint({
    method: 'GET',
    path: 'months',
    status: 200,
    tag: 'event',
    purpose: 'The months of the log, the oldest first: which events are of each, and whether their texts are in the archive only.',
    answer: z.object({
      months: z.array(
        z.object({
          month: z.string(),
          /** Position of its first event. */
          from: position,
          /** The first position behind it; absent while events may still come. */
          to: position.optional(),
          retiredAt: moment.optional(),
        }),
      ),
    }),
    errors: [],
  }),
  checkLog: defineEndpoint({
    method: 'POST',
    path: 'log-checks',
    status: 200,
    tag: 'proof',
    purpose:
      'Looks at the whole log now: every text against its leaf hash, the tree, every signed head, and what the SAM remembers; names the first positions that are wrong. A log of millions of events takes a minute.',
    answer: z.object({
      size: position,
      /** Texts whose hash was made again; those of retired months are in the archive. */
      rehashed: position,
      /** Signed heads that were compared. */
      heads: position,
      /** Whether the SAM’s own memory of the last head was compared too. */
      signer: z.enum(['compared', 'away', 'none']),
      faults: z.array(z.object({ kind: z.string(), position, detail: z.string() })),
    }),
    errors: [],
  }),
} as const;
