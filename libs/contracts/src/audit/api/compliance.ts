import { z } from 'zod';
import { auditSummary } from '../../courier/summary.js';
import { defineEndpoint } from '../../endpoint.js';
import { moment, request } from '../../fields.js';
import { shownReconciliation } from './findings.js';

const verdict = z.enum(['success', 'failure', 'to-be-confirmed']);
const name = z.string().regex(/^[a-z]+(?:-[a-z]+)*$/, 'expected the name of an obligation');
const month = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'expected a month such as 2026-11');

const judged = z.object({
  id: name,
  requirement: z.string(),
  title: z.object({ en: z.string(), fr: z.string() }),
  everyDays: z.number().int(),
  judgedBy: z.enum(['log', 'people']),
  verdict,
  /** An operator, or `log`. */
  by: z.string(),
  at: moment,
  reason: z.string(),
  /** The reason in both languages, where it is not just what a person wrote. */
  sentence: z.object({ en: z.string(), fr: z.string() }).optional(),
  deadline: moment.optional(),
});

/** Whether what the provider owes is met (CMP-01), and reports of a month (AUD-06). */
export const complianceEndpoints = {
  listCompliance: defineEndpoint({
    method: 'GET',
    path: 'compliance',
    status: 200,
    tag: 'compliance',
    purpose: 'Each obligation with how it is judged now: by the log where it can tell, by people where it cannot.',
    answer: z.object({ obligations: z.array(judged) }),
    errors: [],
  }),
  judgeObligation: defineEndpoint({
    method: 'POST',
    path: 'compliance/{obligation}/judgements',
    status: 201,
    tag: 'compliance',
    purpose: 'A person’s judgement of an obligation that the log cannot judge; what is to be confirmed has a deadline.',
    place: request({ obligation: name }),
    body: request({ verdict, reason: z.string().trim().min(3).max(2_000), deadline: moment.optional() }),
    answer: judged,
    errors: [],
  }),
  describeReport: defineEndpoint({
    method: 'GET',
    path: 'reports/{month}',
    status: 200,
    tag: 'finding',
    purpose: 'What was found, failed and done in a month, and the comparisons that were made of it.',
    place: request({ month }),
    answer: z.object({ month, summary: z.object(auditSummary.shape), reconciliations: z.array(shownReconciliation) }),
    errors: [],
  }),
} as const;
