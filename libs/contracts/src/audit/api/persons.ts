import { z } from 'zod';
import { request } from '../../fields.js';
import { defineEndpoint } from '../../endpoint.js';
import { eventPosition, rectification, shownEvent } from './events.js';

const person = request({
  personId: z.string().regex(/^(?:sgn|opr)_[A-Za-z0-9_-]{22}$/, 'expected the identifier of a signer or an operator'),
});
const text = z.string().trim().min(1).max(2_000);

/** What the log has about one person, and what that person has had rectified (PRV-01). */
export const personEndpoints = {
  describePerson: defineEndpoint({
    method: 'GET',
    path: 'persons/{personId}',
    status: 200,
    tag: 'person',
    purpose: 'Everything the log has about a person, in its order, with what was rectified. That it was given is an event itself.',
    place: person,
    query: request({ /** Position to go on after. */ after: eventPosition.optional(), limit: z.coerce.number().int().min(1).max(500).default(100) }),
    answer: z.object({
      personId: z.string(),
      events: z.array(shownEvent.extend({ rectifications: z.array(rectification) })),
      next: z.number().int().optional(),
    }),
    errors: [],
  }),
  rectifyPerson: defineEndpoint({
    method: 'POST',
    path: 'persons/{personId}/rectifications',
    status: 201,
    tag: 'person',
    purpose: 'Writes down what an event about a person should say. The event stays what it was; from now on it is given with this.',
    place: person,
    body: request({
      position: z.number().int().nonnegative(),
      /** Which member of the event, such as `cause` or `particulars.name`. */
      member: z.string().regex(/^[A-Za-z]+(?:\.[A-Za-z0-9-]+)?$/, 'expected a member such as particulars.name'),
      says: text,
      reason: text.max(500),
    }),
    answer: z.object({}),
    errors: ['event.unknown'],
  }),
} as const;
