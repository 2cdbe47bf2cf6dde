import { toBase64Url } from '@paraph/kernel';
import { z } from 'zod';
import { id, moment, request } from '../../fields.js';
import { defineEndpoint } from '../../endpoint.js';
import { auditEvent } from '../event.js';
import { eventSources } from '../../services.js';

/** Most events of one page. */
const MAX_PAGE = 500;
/** Where an event stands in the log: 0, 1, 2, … */
export const eventPosition = z.coerce.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const limit = z.coerce.number().int().min(1).max(MAX_PAGE).default(100);
const term = z.string().min(1).max(200);
const time = z.iso.datetime({ error: 'expected a moment such as 2027-03-01T09:00:00Z' });

/** Bytes in hexadecimal, as the events write them. */
function fromHex(text: string): string {
  return toBase64Url(Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
}

/** What an event must match to be answered; what is left out may be anything. */
export const eventQuestion = {
  source: z.enum(eventSources).optional(),
  type: term.optional(),
  /** A type that is not wanted, such as the readings of the log themselves. */
  exceptType: term.optional(),
  outcome: z.enum(['success', 'failure']).optional(),
  /** Identifier of whoever did it. */
  actor: term.optional(),
  correlationId: term.optional(),
  credential: id('cred').optional(),
  /** Serial number of a certificate, hexadecimal. */
  certificateSerial: z
    .string()
    .regex(/^[0-9a-fA-F:]{1,64}$/, 'expected a serial number in hexadecimal')
    // Others write it in capitals, with colons, or with the octet that says it is positive.
    .transform((text) =>
      text
        .replaceAll(':', '')
        .toLowerCase()
        .replace(/^00(?=..)/, ''),
    )
    .optional(),
  /** Digest that was signed, base64url without padding, or hexadecimal as sha256sum writes it. */
  digest: z
    .string()
    .regex(/^(?:[A-Za-z0-9_-]{43,86}|[0-9a-f]{96}|[0-9a-f]{128})$/, 'expected a digest of 32 to 64 bytes in base64url or hexadecimal')
    .transform((text) => (/^(?:[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/.test(text) ? fromHex(text) : text))
    .optional(),
  /** Any identifier, serial number or fingerprint that stands in the event. */
  particular: term.optional(),
  /** Inclusive. */
  from: time.optional(),
  /** Exclusive. */
  to: time.optional(),
};

/** An event as it stands in the log. */
export const shownEvent = z.object({
  position: z.number().int(),
  leafHash: z.string().regex(/^[0-9a-f]{64}$/),
  receivedAt: moment,
  /** The leaf is this text to the byte; absent while its month is retired. */
  leaf: z.string().optional(),
  /** The same for reading. */
  event: auditEvent.optional(),
});
export type ShownEvent = z.input<typeof shownEvent>;

/** A correction, which stands beside what it corrects: the log itself never changes. */
export const rectification = z.object({ position: z.number().int(), member: z.string(), says: z.string(), reason: z.string(), recordedAt: moment });

const numbers = z.array(z.number().int());

/** Events, and how complete each sequence is. */
export const eventEndpoints = {
  searchEvents: defineEndpoint({
    method: 'GET',
    path: 'events',
    status: 200,
    tag: 'event',
    purpose: 'Events in their order, or the latest first with `before`; as CSV or JSON Lines all that match, by the header Accept.',
    query: request({
      ...eventQuestion,
      /** Position to go on after. */
      after: z.union([z.literal('-1').transform(() => -1), eventPosition]).optional(),
      /** Position to go back from: the latest before it first. */
      before: eventPosition.optional(),
      limit,
    }),
    answer: z.object({
      events: z.array(shownEvent),
      /** To ask on with, in the same direction; absent where nothing more matches. */
      next: z.number().int().optional(),
    }),
    streams: ['text/csv', 'application/jsonl'],
    errors: ['request.too_many'],
  }),
  describeEvent: defineEndpoint({
    method: 'GET',
    path: 'events/{position}',
    status: 200,
    tag: 'event',
    purpose: 'One event by its place in the log, with what was rectified of it.',
    place: request({ position: eventPosition }),
    answer: shownEvent.extend({ rectifications: z.array(rectification) }),
    errors: ['event.unknown'],
  }),
  describeSequences: defineEndpoint({
    method: 'GET',
    path: 'sequences',
    status: 200,
    tag: 'event',
    purpose: 'How complete the sequence of each source is.',
    answer: z.object({
      sequences: z.array(
        z.object({
          source: z.enum(eventSources),
          last: z.number().int(),
          count: z.number().int(),
          /** First numbers below `last` of which nothing is known, at most ten. */
          missing: numbers,
          /** First numbers that arrived as something that could not become an event, at most ten. */
          setAside: numbers,
        }),
      ),
      /** Messages that were no events. */
      refused: z.number().int(),
    }),
    errors: [],
  }),
} as const;
