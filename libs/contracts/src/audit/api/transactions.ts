import { z } from 'zod';
import { id, moment, request } from '../../fields.js';
import { defineEndpoint } from '../../endpoint.js';
import { actor } from '../event.js';
import { eventSources } from '../../services.js';
import { eventQuestion } from './events.js';

/** What a transaction goes through, in this order. */
export const transactionStages = ['key', 'certificate', 'request', 'authentication', 'approval', 'authorisation', 'signature', 'afterwards'] as const;
export type TransactionStage = (typeof transactionStages)[number];

/** How a transaction stands. */
export const transactionStates = ['open', 'signed', 'partly-signed', 'failed', 'refused', 'abandoned'] as const;
export type TransactionState = (typeof transactionStates)[number];

const position = z.number().int();

const summary = z.object({
  activationId: id('act'),
  state: z.enum(transactionStates),
  credentialId: id('cred').optional(),
  signerId: id('sgn').optional(),
  clientId: id('cli').optional(),
  openedAt: moment.optional(),
  signedAt: moment.optional(),
  /** How many documents it is about, and how many were signed. */
  documents: z.number().int().optional(),
  signatures: z.number().int(),
});

const step = z.object({
  stage: z.enum(transactionStages),
  position,
  source: z.enum(eventSources),
  sequence: z.number().int(),
  type: z.string(),
  occurredAt: moment,
  outcome: z.enum(['success', 'failure']),
  actor,
  cause: z.string().optional(),
  particulars: z.record(z.string(), z.string()),
  leafHash: z.string(),
  /** The exact text. */
  leaf: z.string(),
  /** What ties it to earlier steps: both name the same thing, so neither can be taken out or exchanged alone. */
  ties: z.array(z.object({ /** Position of the earlier step. */ to: position, by: z.string(), value: z.string() })),
});

/** The story of one signature, or of many made by one approval. */
export const transactionEndpoints = {
  findTransactions: defineEndpoint({
    method: 'GET',
    path: 'transactions',
    status: 200,
    tag: 'transaction',
    purpose: 'Transactions by the digest that was signed, the credential, or the correlation of a request; the latest first.',
    query: request({
      digest: eventQuestion.digest,
      credential: eventQuestion.credential,
      correlationId: eventQuestion.correlationId,
      from: eventQuestion.from,
      to: eventQuestion.to,
      limit: z.coerce.number().int().min(1).max(50).default(20),
    }).refine(
      ({ digest, credential, correlationId }) => digest !== undefined || credential !== undefined || correlationId !== undefined,
      'expected digest, credential or correlationId',
    ),
    answer: z.object({ transactions: z.array(summary) }),
    errors: [],
  }),
  describeTransaction: defineEndpoint({
    method: 'GET',
    path: 'transactions/{transactionId}',
    status: 200,
    tag: 'transaction',
    purpose:
      'One transaction from its key to its signature, step by step, by its activation, an attempt (the responseID of the CSC API), or the request’s correlation.',
    place: request({ transactionId: z.string().regex(/^[\w.:-]{1,64}$/, 'expected an activation, an attempt or a correlation') }),
    answer: summary.extend({
      attemptIds: z.array(z.string()),
      /** Digests that were signed, base64url. */
      digests: z.array(z.string()),
      /** By which means the signer showed who they are. */
      means: z.array(z.object({ kind: z.string(), meansId: z.string().optional(), at: moment, position })),
      steps: z.array(step),
      /** Stages of which the log has nothing, though the signature needs them. */
      missing: z.array(z.enum(transactionStages)),
      /** Steps that contradict each other: they should name the same thing and do not. */
      contradictions: z.array(z.object({ positions: z.array(position), by: z.string(), detail: z.string() })),
    }),
    errors: ['transaction.unknown'],
  }),
} as const;
