import { z } from 'zod';
import { moment, request } from '../../fields.js';
import { defineEndpoint } from '../../endpoint.js';
import { eventSources } from '../../services.js';

const count = z.number().int();
const milliseconds = z.number();

/** What charts are drawn from. */
export const figureEndpoints = {
  describeFigures: defineEndpoint({
    method: 'GET',
    path: 'figures',
    status: 200,
    tag: 'event',
    purpose: 'What happened in a period of at most 31 days, counted: signatures by hour, failures, how long signatures took, roles’ acts, and credentials.',
    query: request({ /** Inclusive. */ from: moment, /** Exclusive. */ to: moment }),
    answer: z.object({
      from: moment,
      to: moment,
      /** Hours with none are left out. */
      signatures: z.array(z.object({ hour: moment, /** Signatures, of which one event may tell of many. */ made: count, failed: count, refused: count })),
      failures: z.array(z.object({ source: z.enum(eventSources), type: z.string(), count })),
      /** From the event of the intent to the event of the signature; absent where nothing was signed. */
      latency: z.object({ count, p50: milliseconds, p95: milliseconds, p99: milliseconds, most: milliseconds }).optional(),
      /** What people in roles of trust did, by the type of event. */
      roleActs: z.array(z.object({ type: z.string(), outcome: z.enum(['success', 'failure']), count })),
      /** At the end of the period, by the last thing that became of each one. */
      credentials: z.array(z.object({ state: z.string(), count })),
    }),
    errors: [],
  }),
} as const;
