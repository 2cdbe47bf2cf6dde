import { z } from 'zod';
import { defineCall } from '../call.js';
import { id, moment, reply, request } from '../fields.js';
import { eventSources } from '../services.js';

const count = z.number().int().nonnegative();
const name = z.string().max(200);
const counted = z.array(z.strictObject({ subject: name, count: z.number().int() })).max(50);

/** What security officers read of a period (AUD-06): numbers, identifiers of ours and names of closed tables; no text of anybody’s. */
export const auditSummary = z.strictObject({
  kind: z.enum(['daily', 'fortnightly', 'report']),
  period: z.strictObject({ /** Inclusive. */ from: moment, /** Exclusive. */ to: moment }),
  findings: z.strictObject({ open: count, explained: count, closed: count }),
  /** Opened in the period, the newest first. */
  opened: z.array(z.strictObject({ findingId: id('fnd'), rule: name, subject: name, state: name })).max(50),
  /** What was not as usual. */
  patterns: z.array(z.strictObject({ pattern: name, subject: name, hour: moment, count: z.number().int(), usual: z.number().int() })).max(50),
  /** By whom or on whom the most tries failed. */
  failures: counted,
  /** What operators did, by operator and type. */
  roleActs: counted,
  /** Events by source and type, the most first. */
  events: counted,
  silent: z.array(z.enum(eventSources)),
  reconciledTo: moment.optional(),
});
export type AuditSummary = z.output<typeof auditSummary>;

export const sendSummary = defineCall({
  service: 'courier',
  name: 'sendSummary',
  version: 1,
  purpose:
    'Sends a summary of the log to one of those who are to read it: by e-mail, or signed to the web hook of courier’s own settings. Under the same id it goes once.',
  request: request({
    messageId: id('msg'),
    to: z.discriminatedUnion('way', [
      z.strictObject({ way: z.literal('email'), address: z.string().min(3).max(254) }),
      z.strictObject({ way: z.literal('hook') }),
    ]),
    summary: auditSummary,
  }),
  reply: reply({ messageId: id('msg'), acceptedAt: moment }),
  errors: ['message.undeliverable', 'message.unreadable'],
  callers: ['audit'],
  budgetMs: 10_000,
});
