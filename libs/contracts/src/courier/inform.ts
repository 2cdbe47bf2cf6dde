import { z } from 'zod';
import { defineCall } from '../call.js';
import { id, moment, reply, request, title } from '../fields.js';

/** What the contact of a subscriber is told of. The words are courier’s own: whoever asks chooses none of them. */
export const informedOf = z.discriminatedUnion('kind', [
  /** Certificates that end soon, the nearest first. */
  z.strictObject({
    kind: z.literal('certificates-ending'),
    certificates: z
      .array(z.strictObject({ credentialId: id('cred'), validTo: moment }))
      .min(1)
      .max(100),
    /** How many more there are. */
    more: z.number().int().nonnegative(),
  }),
  /** The service ended for good (EOL-01). */
  z.strictObject({ kind: z.literal('service-ended'), endedAt: moment }),
]);
export type InformedOf = z.output<typeof informedOf>;

export const inform = defineCall({
  service: 'courier',
  name: 'inform',
  version: 1,
  purpose: 'Tells the contact of a subscriber by e-mail what becomes of its credentials. Nothing in it is secret; repeated under the same id, it goes once.',
  request: request({ messageId: id('msg'), address: z.string().min(3).max(254), subscriberName: title, about: informedOf }),
  reply: reply({ messageId: id('msg'), acceptedAt: moment }),
  errors: ['message.undeliverable', 'message.unreadable'],
  callers: ['key-lifecycle'],
  budgetMs: 10_000,
});
