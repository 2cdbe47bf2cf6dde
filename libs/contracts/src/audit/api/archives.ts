import { z } from 'zod';
import { base64, moment, request } from '../../fields.js';
import { defineEndpoint } from '../../endpoint.js';

const month = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'expected a month such as 2026-11');
const place = request({ month });
const number = z.number().int();

const copyCheck = z.object({
  target: z.string(),
  checkedAt: moment,
  isWhole: z.boolean(),
  /** Which file is wrong, where, and why. */
  damage: z.string().optional(),
});

const archivedMonth = z.object({
  month,
  /** Positions from (inclusive) to (exclusive). */
  from: number,
  to: number,
  manifestSha256: z.string(),
  archivedAt: moment,
  keptUntil: moment,
  /** Whether the receipt lies beside it: the log has signed it. */
  isSealed: z.boolean(),
  /** The last check of each target. */
  checks: z.array(copyCheck),
});

/** The archive, and who outside has seen the log's heads. */
export const archiveEndpoints = {
  listArchives: defineEndpoint({
    method: 'GET',
    path: 'archives',
    status: 200,
    tag: 'archive',
    purpose: 'Every archived month, and what the last check of each copy found.',
    answer: z.object({ archives: z.array(archivedMonth), /** Months that are over and not archived. */ waiting: number }),
    errors: [],
  }),
  describeArchive: defineEndpoint({
    method: 'GET',
    path: 'archives/{month}',
    status: 200,
    tag: 'archive',
    purpose: 'One archived month.',
    place,
    answer: archivedMonth,
    errors: ['archive.unknown'],
  }),
  archiveMonths: defineEndpoint({
    method: 'POST',
    path: 'archives',
    status: 201,
    tag: 'archive',
    purpose: 'Has the months that are over archived now; the list says when they are.',
    answer: z.object({ waiting: number }),
    errors: [],
  }),
  checkArchive: defineEndpoint({
    method: 'POST',
    path: 'archives/{month}/checks',
    status: 201,
    tag: 'archive',
    purpose: 'Has every copy of a month read and checked now; the month says when it was.',
    place,
    answer: archivedMonth,
    errors: ['archive.unknown'],
  }),
  readArchiveManifest: defineEndpoint({
    method: 'GET',
    path: 'archives/{month}/manifest',
    status: 200,
    tag: 'archive',
    purpose: 'What describes an archived month, byte for byte as text.',
    place,
    answer: z.object({ manifest: z.string() }),
    errors: ['archive.unknown'],
  }),
  readArchiveReceipt: defineEndpoint({
    method: 'GET',
    path: 'archives/{month}/receipt',
    status: 200,
    tag: 'archive',
    purpose: 'What proves that the log has an archived month’s digest, byte for byte as text.',
    place,
    answer: z.object({ receipt: z.string() }),
    errors: ['archive.unknown', 'archive.incomplete'],
  }),
  listAnchors: defineEndpoint({
    method: 'GET',
    path: 'anchors',
    status: 200,
    tag: 'proof',
    purpose: 'Time-stamps of authorities elsewhere over heads of the log (RFC 3161), those of the smallest first.',
    query: request({
      /** Of heads larger than this. */
      after: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    answer: z.object({ anchors: z.array(z.object({ size: number, authority: z.string(), token: base64, at: moment })) }),
    errors: [],
  }),
  anchorHead: defineEndpoint({
    method: 'POST',
    path: 'anchors',
    status: 201,
    tag: 'proof',
    purpose: 'Has the last head time-stamped by each authority now.',
    answer: z.object({
      anchorings: z.array(z.object({ authority: z.string(), outcome: z.enum(['anchored', 'unchanged', 'failed']), cause: z.string().optional() })),
    }),
    errors: [],
  }),
} as const;
