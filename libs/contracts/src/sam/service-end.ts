import { z } from 'zod';
import { defineCall } from '../call.js';
import { moment, reply, request } from '../fields.js';

const count = z.number().int().nonnegative();

export const describeServiceEnd = defineCall({
  service: 'sam',
  name: 'describeServiceEnd',
  version: 1,
  purpose: 'What the end of the service would destroy and revoke, or how far it has come. Changes nothing.',
  request: request({ /** Counting reads whole tables: for people, now and then. */ counted: z.boolean() }),
  reply: reply({
    /** `ending`: decided, and rounds are at it; `ended`: no key of a signer is left. */
    state: z.enum(['serving', 'ending', 'ended']),
    decidedAt: moment.optional(),
    reason: z.string().optional(),
    finishedAt: moment.optional(),
    /** By the database's word, for people: each key is judged for itself when it ends. */
    counts: z
      .object({
        /** Credentials by their state. */
        credentials: z.record(z.string(), count),
        containers: count,
        /** Signers' keys that are wrapped. */
        keys: count,
        /** Certificates of the embedded authority that are valid and not revoked. */
        certificates: count,
        /** Credentials that sign with a certificate of an authority elsewhere, which has to revoke it. */
        elsewhere: count,
        /** Authorisations that stand open. */
        activations: count,
      })
      .optional(),
    /** The authority that ends with the service, while it has not. */
    authority: z.object({ subject: z.string(), fingerprint: z.string(), validTo: moment }).optional(),
    /** Until when backups hold wrapped keys, if they were destroyed now. */
    backupsUntil: moment,
  }),
  errors: ['record.tampered', 'certificate.refused', 'hsm.unavailable', 'hsm.refused', 'hsm.ambiguous'],
  callers: ['management', 'key-lifecycle'],
  budgetMs: 20_000,
});
