import { z } from 'zod';
import { digestBase64Url, moment, request } from '../../fields.js';
import { defineEndpoint } from '../../endpoint.js';

/** A text of an address that counts. */
const count = z
  .string()
  .regex(/^\d{1,15}$/, 'expected a whole number')
  .transform(Number);
const head = z.object({ size: z.number().int(), root: digestBase64Url, /** Compact JWS. */ head: z.string(), keptAt: moment });
const path = z.array(digestBase64Url);

/** Signed heads and proofs under them (RFC 9162 sections 2.1.3 and 2.1.4). Hashes of paths and roots are base64url, as in the heads. */
export const proofEndpoints = {
  listHeads: defineEndpoint({
    method: 'GET',
    path: 'heads',
    status: 200,
    tag: 'proof',
    purpose: 'Signed heads of the log, the smallest first.',
    query: request({ /** Size to go on after. */ after: count.default(0), limit: count.pipe(z.number().min(1).max(500)).default(100) }),
    answer: z.object({ heads: z.array(head), next: z.number().int().optional() }),
    errors: [],
  }),
  describeLatestHead: defineEndpoint({
    method: 'GET',
    path: 'heads/latest',
    status: 200,
    tag: 'proof',
    purpose: 'The last head that was signed.',
    answer: head,
    errors: ['head.unknown'],
  }),
  proveInclusion: defineEndpoint({
    method: 'GET',
    path: 'proofs/inclusion',
    status: 200,
    tag: 'proof',
    purpose: 'What proves that an event stands in the log under a signed head; the last one unless a size names another.',
    query: request({ position: count, size: count.optional() }),
    answer: z.object({ position: z.number().int(), leafHash: z.string(), leaf: z.string(), path, head }),
    errors: ['event.unknown', 'head.unknown'],
  }),
  proveConsistency: defineEndpoint({
    method: 'GET',
    path: 'proofs/consistency',
    status: 200,
    tag: 'proof',
    purpose: 'What proves that one signed head extends another.',
    query: request({ from: count, to: count }),
    answer: z.object({ from: head, to: head, path }),
    errors: ['head.unknown'],
  }),
} as const;
