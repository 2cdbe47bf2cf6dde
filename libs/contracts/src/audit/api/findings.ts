import { z } from 'zod';
import { id, moment, request } from '../../fields.js';
import { defineEndpoint } from '../../endpoint.js';

const limit = z.coerce.number().int().min(1).max(200).default(50);
const state = z.enum(['open', 'explained', 'closed']);
const rule = z.string().regex(/^[a-z]+(?:-[a-z]+)*$/, 'expected the name of a rule');
/** What a person says; the event of it has the first 500 characters. */
const text = z.string().trim().min(3).max(2_000);
const count = z.number().int().nonnegative();
const remark = z.object({ /** Absent where the log itself told. */ by: z.string().optional(), at: moment, text: z.string() });

/** Something in the log that does not match, and what became of it. */
export const shownFinding = z.object({
  findingId: id('fnd'),
  reconciliationId: id('rcn'),
  rule,
  /** What it means, in the languages of the console. */
  cause: z.object({ en: z.string(), fr: z.string() }),
  /** What it is about: an identifier, or a source and a place in its sequence. */
  subject: z.string(),
  /** Of the event that was looked at. */
  position: z.number().int(),
  state,
  openedAt: moment,
  explanation: remark.optional(),
  closing: remark.optional(),
});

const period = { /** Inclusive. */ from: moment, /** Exclusive. */ to: moment };

/** A comparison of the log with itself. */
export const shownReconciliation = z.object({
  reconciliationId: id('rcn'),
  state: z.enum(['ordered', 'finished']),
  period: z.object(period),
  askedBy: z.string(),
  startedAt: moment.optional(),
  finishedAt: moment.optional(),
  /** Events that were looked at. */
  events: count.optional(),
  /** What was against each rule, found before or not. */
  breaches: z.record(z.string(), count).optional(),
  /** Findings that are new. */ opened: count.optional(),
  /** Findings that are so no more. */ resolved: count.optional(),
  /** What cannot be told while a month is in the archive only. */ undecided: count.optional(),
});

/** Comparisons of what the services say, and what they found (AUD-06). */
export const findingEndpoints = {
  listFindings: defineEndpoint({
    method: 'GET',
    path: 'findings',
    status: 200,
    tag: 'finding',
    purpose: 'What was found, the newest first.',
    query: request({
      state: state.optional(),
      rule: rule.optional(),
      reconciliation: id('rcn').optional(),
      /** The last one of the page before. */
      after: id('fnd').optional(),
      limit,
    }),
    answer: z.object({
      findings: z.array(shownFinding),
      /** How many there are in each state. */ counts: z.object({ open: count, explained: count, closed: count }),
    }),
    errors: [],
  }),
  describeFinding: defineEndpoint({
    method: 'GET',
    path: 'findings/{findingId}',
    status: 200,
    tag: 'finding',
    purpose: 'One finding.',
    place: request({ findingId: id('fnd') }),
    answer: shownFinding,
    errors: ['finding.unknown'],
  }),
  explainFinding: defineEndpoint({
    method: 'POST',
    path: 'findings/{findingId}/explanation',
    status: 200,
    tag: 'finding',
    purpose: 'Says what a finding is; it stays open to another person’s judgement.',
    place: request({ findingId: id('fnd') }),
    body: request({ text }),
    answer: shownFinding,
    errors: ['finding.unknown', 'finding.state'],
  }),
  closeFinding: defineEndpoint({
    method: 'POST',
    path: 'findings/{findingId}/closing',
    status: 200,
    tag: 'finding',
    purpose: 'Closes a finding that another person has explained.',
    place: request({ findingId: id('fnd') }),
    body: request({ text }),
    answer: shownFinding,
    errors: ['finding.unknown', 'finding.state'],
  }),
  orderReconciliation: defineEndpoint({
    method: 'POST',
    path: 'reconciliations',
    status: 201,
    tag: 'finding',
    purpose: 'Has the log compared with itself over a period, now; the answer says under which identifier.',
    body: request(period),
    answer: shownReconciliation,
    errors: [],
  }),
  listReconciliations: defineEndpoint({
    method: 'GET',
    path: 'reconciliations',
    status: 200,
    tag: 'finding',
    purpose: 'Comparisons that were made, the newest first.',
    query: request({ limit }),
    answer: z.object({ reconciliations: z.array(shownReconciliation) }),
    errors: [],
  }),
  describeReconciliation: defineEndpoint({
    method: 'GET',
    path: 'reconciliations/{reconciliationId}',
    status: 200,
    tag: 'finding',
    purpose: 'One comparison: ordered, or finished with what it found.',
    place: request({ reconciliationId: id('rcn') }),
    answer: shownReconciliation,
    errors: ['finding.unknown'],
  }),
} as const;
