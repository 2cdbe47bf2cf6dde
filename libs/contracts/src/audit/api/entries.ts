import { z } from 'zod';
import { id, moment, request } from '../../fields.js';
import { defineEndpoint } from '../../endpoint.js';

/** What people write down themselves, since no system sees it. */
export const entryKinds = ['physical-access', 'maintenance', 'configuration', 'personnel', 'media-destruction', 'other'] as const;
export type EntryKind = (typeof entryKinds)[number];

const person = z.string().trim().min(1).max(200);

/** Entries by hand (AUD-01). */
export const entryEndpoints = {
  makeEntry: defineEndpoint({
    method: 'POST',
    path: 'entries',
    status: 201,
    tag: 'event',
    purpose: 'Writes down what no system sees, on the same working day or with the reason why it is later. It is an event like any other, and stays.',
    body: request({
      kind: z.enum(entryKinds),
      /** What happened, and to what. No personal data beyond who was there. */
      says: z.string().trim().min(10).max(2_000),
      happenedAt: moment,
      /** Who was there: identifiers of operators where they have one. */
      present: z.array(person).max(20).default([]),
      /** Who answers for it. */
      accountable: person,
      /** Why it is written down later than on its working day. */
      reason: z.string().trim().min(10).max(500).optional(),
    }),
    answer: z.object({ entryId: id('ent') }),
    errors: [],
  }),
} as const;
